// expect: CpuLimit
await new Promise((resolve) => resolve({get then() { for (;;); }}));

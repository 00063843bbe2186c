// expect: CpuLimit
return Object.keys(new Proxy({}, {ownKeys() { for (;;); }}));

// expect: CpuLimit | MemoryLimit | GuestError | Completed
new Float64Array(3e7).map(() => Math.random()).sort((a, b) => a - b);

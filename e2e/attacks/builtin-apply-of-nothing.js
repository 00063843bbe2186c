// expect: CpuLimit | MemoryLimit | GuestError | Completed
Math.max.apply(null, {length: 2 ** 32});

// expect: CpuLimit | MemoryLimit
7n ** 30000000n;

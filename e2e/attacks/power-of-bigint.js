// expect, on a node too: CpuLimit | MemoryLimit
7n ** 30000000n;

// expect: CpuLimit | MemoryLimit | GuestError
1n << (2n ** 31n);

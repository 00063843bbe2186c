// expect: CpuLimit | MemoryLimit | GuestError | Completed
1n << (2n ** 31n);

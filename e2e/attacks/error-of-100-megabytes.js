// expect: GuestError | MemoryLimit | CpuLimit
throw new Error('x'.repeat(1e8));

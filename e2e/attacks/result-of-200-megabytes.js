// expect: GuestError | MemoryLimit | CpuLimit
return 'x'.repeat(200e6);

// expect: CpuLimit | MemoryLimit | GuestError | Completed
'\u1e9b\u0323'.repeat(3e7).normalize('NFKD');

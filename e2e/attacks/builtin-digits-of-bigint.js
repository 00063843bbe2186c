// expect: CpuLimit | MemoryLimit | GuestError | Completed
(7n ** 3000000n * 3n ** 3000000n).toString().length;

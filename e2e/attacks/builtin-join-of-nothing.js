// expect: CpuLimit | MemoryLimit | GuestError | Completed
Array.prototype.join.call({length: 2 ** 53 - 1});

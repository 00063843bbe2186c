// expect: CpuLimit | MemoryLimit | GuestError | Completed
String.raw({raw: {length: 2 ** 53 - 1}});

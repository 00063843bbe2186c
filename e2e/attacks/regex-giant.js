// expect: GuestError | MemoryLimit | CpuLimit
new RegExp('(a{1000}){1000}'.repeat(1000)).test('a'.repeat(1e6));

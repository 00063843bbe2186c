// expect: CpuLimit | MemoryLimit | GuestError RangeError
let x = 7n;
for (;;) x = x * x;

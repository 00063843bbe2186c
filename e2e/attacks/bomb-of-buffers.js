// expect: MemoryLimit | CpuLimit | GuestError RangeError
const all = [];
for (;;) all.push(new Uint8Array(1 << 25).fill(1));

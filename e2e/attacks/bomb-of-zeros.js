// expect, on a node too: MemoryLimit
const all = [];
for (;;) all.push(new ArrayBuffer(1 << 26));

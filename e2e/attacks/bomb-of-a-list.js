// expect: MemoryLimit | CpuLimit
let head = null;
for (;;) head = {next: head, payload: {a: 1, b: [2]}};

// expect: MemoryLimit | CpuLimit
const wait = new Promise(() => {});
for (;;) wait.then(() => 1);

// expect: MemoryLimit | CpuLimit
const all = [];
for (let i = 0; ; i++) all.push(('x' + i).repeat(1 << 20).split(''));

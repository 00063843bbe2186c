// expect: CpuLimit
async function* numbers() { for (let i = 0; ; i++) yield i; }
for await (const n of numbers()) void n;

// expect, on a node too: CpuLimit
[3, 2, 1].sort(() => { for (;;); });

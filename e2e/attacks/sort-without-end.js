// expect: CpuLimit
[3, 2, 1].sort(() => { for (;;); });

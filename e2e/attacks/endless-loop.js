// expect, on a node too: CpuLimit
for (;;);

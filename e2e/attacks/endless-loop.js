// expect: CpuLimit
for (;;);

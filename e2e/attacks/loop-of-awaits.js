// expect: CpuLimit
for (;;) await null;

// expect: CpuLimit
print({get text() { for (;;); }});

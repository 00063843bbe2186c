// expect: Completed "printed" | MemoryLimit | CpuLimit
print('x'.repeat(5e7));
return 'printed';

// expect: CpuLimit
return ({})[{toString() { for (;;); }}];

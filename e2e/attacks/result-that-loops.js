// expect: CpuLimit
return {get total() { for (;;); }};

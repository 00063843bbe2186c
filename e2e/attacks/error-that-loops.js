// expect: CpuLimit
throw {get message() { for (;;); }};

// expect: Completed "set" | CpuLimit
var lazy = {get value() { for (;;); }};
return 'set';

// expect: Completed "set" | GuestError | CpuLimit | StepCrashed | MemoryLimit
var list = null;
for (let i = 0; i < 2e4; i++) list = {next: list};
return 'set';

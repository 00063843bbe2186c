// expect: StoreTooSmall | MemoryLimit | CpuLimit
var large = Array.from({length: 2e5}, () => Math.random().toString(36));
return 'set';

// expect: CpuLimit
Array.prototype.indexOf.call({length: 2 ** 53 - 2}, 1);

// expect, on a node too: CpuLimit
Array.prototype.indexOf.call({length: 2 ** 53 - 2}, 1);

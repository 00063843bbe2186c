// expect: CpuLimit
JSON.parse('[1]', () => { for (;;); });

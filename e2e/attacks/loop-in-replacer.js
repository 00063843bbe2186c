// expect: CpuLimit
'x'.replace(/x/, () => { for (;;); });

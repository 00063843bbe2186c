// expect: CpuLimit | Completed false
return /(?<=(x+x+)+)y/.test('x'.repeat(5000));

// expect: CpuLimit | Completed false
return /^(a|a)*$/.test('a'.repeat(40) + 'b');

// expect: CpuLimit | Completed false
return /^(\p{L}+\p{L}*)*$/u.test('ä'.repeat(40) + '1');

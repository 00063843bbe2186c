// expect: CpuLimit | Completed false
return /(.*)(.*)(.*)(.*)(.*)(.*)\1\2\3\4\5\6z/.test('ab'.repeat(500));

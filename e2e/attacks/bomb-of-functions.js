// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = [];
  for (let i = 0; ; i++) held.push(Function('return ' + i + '; /*' + 'x'.repeat(1000) + '*/'));
}

// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = new Set();
  for (let i = 0; ; i++) held.add('k' + i);
}

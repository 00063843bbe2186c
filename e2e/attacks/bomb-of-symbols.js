// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = {};
  for (let i = 0; ; i++) held[Symbol('s' + i)] = i;
}

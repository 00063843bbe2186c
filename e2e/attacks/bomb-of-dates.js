// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = [];
  for (;;) held.push(new Date());
}

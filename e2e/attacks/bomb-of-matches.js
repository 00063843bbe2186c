// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = [];
  const text = 'x'.repeat(1e6);
  for (;;) held.push([...text.matchAll(/x/g)]);
}

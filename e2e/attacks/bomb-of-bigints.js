// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = [];
  for (let i = 1n; ; i++) held.push(i << 100000n);
}

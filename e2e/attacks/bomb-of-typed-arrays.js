// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = [];
  for (;;) held.push(new Float64Array(1e6).fill(1));
}

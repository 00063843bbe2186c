// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = [];
  for (;;) { const own = new Array(1000).fill(0); held.push(() => own); }
}

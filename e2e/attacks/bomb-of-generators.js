// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = [];
  for (;;) { const g = (function* () { yield new Array(100).fill(1); })(); g.next(); held.push(g); }
}

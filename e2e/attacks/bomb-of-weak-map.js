// expect: MemoryLimit | CpuLimit | GuestError
{
  const held = new WeakMap();
  const keys = [];
  for (;;) { const key = {}; keys.push(key); held.set(key, new Array(100).fill(1)); }
}

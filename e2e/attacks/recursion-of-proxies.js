// expect: GuestError RangeError | MemoryLimit | CpuLimit | Completed
{
  let inner = {};
  for (let i = 0; i < 1e5; i++) inner = new Proxy(inner, {});
  return inner.x;
}

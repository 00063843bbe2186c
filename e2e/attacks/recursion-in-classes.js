// expect: GuestError RangeError | Completed | MemoryLimit | CpuLimit
{
  let Base = class {};
  for (let i = 0; i < 1e4; i++) Base = class extends Base {};
  new Base();
  return 'built';
}

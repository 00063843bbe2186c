// expect: GuestError RangeError | CpuLimit
{
  const mirror = {get me() { return this.me; }};
  return mirror.me;
}

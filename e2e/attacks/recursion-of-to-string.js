// expect: GuestError RangeError | CpuLimit
{
  const text = {toString() { return '' + text; }};
  return `${text}`;
}

// expect: GuestError RangeError | MemoryLimit | CpuLimit
{
  const again = async () => { await 0; return again(); };
  return again();
}

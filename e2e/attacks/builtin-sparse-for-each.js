// expect: CpuLimit | MemoryLimit | GuestError
{
  const sparse = []; sparse[2 ** 32 - 2] = 1; sparse.forEach(() => 0);
}

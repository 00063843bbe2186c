// expect: CpuLimit | MemoryLimit | GuestError | Completed
{
  const sparse = []; sparse[2 ** 32 - 2] = 1; sparse.sort();
}

// expect: CpuLimit
// The value of the step is a promise that resolves with itself, again and again.
{
  const again = {then(resolve) { resolve(again); }};
  return again;
}

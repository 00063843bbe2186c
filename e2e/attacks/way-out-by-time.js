// expect: Completed [0,0]
// A clock would tell the code what else runs here.
{
  const start = Date.now();
  for (let i = 0; i < 1e5; i++) Math.sqrt(i);
  const ticked = Date.now() - start;
  return [ticked, new Date() - start];
}

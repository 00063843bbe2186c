// expect: GuestError cannot be turned into JSON
{
  const ring = {};
  ring.ring = ring;
  return ring;
}

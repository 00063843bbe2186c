// expect: Completed []
{
  const leaks = [print, tools.search, tools.describe, Date, Math.random, console.log, crypto.randomUUID].map(String)
    .filter((text) => /host|java|pending|prelude/.test(text) && !text.includes('[native code]') && text.length > 200);
  return leaks;
}

// expect: Completed []
{
  const found = [];
  for (const from of ['fs', 'node:fs', 'java:java.lang.System', 'https://example.com/x.js', '/proc/self/environ', './x.mjs', '']) {
    try { await import(from); found.push(from); } catch { /* not this way */ }
  }
  return found;
}

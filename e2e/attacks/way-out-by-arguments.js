// expect: Completed []
{
  const found = [];
  for (const look of [() => print.caller, () => print.arguments, () => tools.search.caller, () => (function () { return arguments.callee.caller; })(),
    () => Function.prototype.caller, () => new Error().stack.match(/\/[a-z]+\/|\.java|dormouse/)?.[0]]) {
    try { const it = look(); if (it !== undefined && it !== null) found.push(String(it)); } catch { /* refused */ }
  }
  return found;
}

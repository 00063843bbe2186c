// expect: Completed []
{
  const found = [];
  const kinds = [Function, (async () => 0).constructor, (function* () {}).constructor, (async function* () {}).constructor];
  for (const kind of kinds) {
    for (const word of ['Java', 'Polyglot', 'Packages', 'java', 'load', 'require', 'process', 'Graal', 'Interop']) {
      try { const it = kind('return typeof ' + word)(); const seen = it && it.next ? it.next().value : it; if ((await seen) !== 'undefined') { if ((await seen) !== undefined) found.push(word + ': ' + (await (seen.value ?? seen))); } } catch { /* not this way */ }
    }
  }
  return found.filter((text) => !text.includes('[object'));
}

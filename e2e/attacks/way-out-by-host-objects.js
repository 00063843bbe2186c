// expect, on a node too: Completed []
{
  const found = [];
  const seen = new Set();
  const walk = (thing, path, depth) => {
    if ((typeof thing !== 'object' && typeof thing !== 'function') || thing === null || seen.has(thing) || depth > 6) return;
    seen.add(thing);
    for (const key of ['getClass', 'class', 'forName', 'getMethod', 'newInstance', 'exec', 'getRuntime', 'getModule', 'unwrap', 'hashCode']) {
      try { if (typeof thing[key] === 'function' && !(thing instanceof RegExp) && thing !== RegExp.prototype) found.push(path + '.' + key); } catch { /* refused */ }
    }
    let keys = [];
    try { keys = Reflect.ownKeys(thing); } catch { return; }
    for (const key of keys) { try { walk(thing[key], path + '.' + String(key), depth + 1); } catch { /* refused */ } }
    try { walk(Object.getPrototypeOf(thing), path + '.__proto__', depth + 1); } catch { /* refused */ }
  };
  walk(globalThis, 'globalThis', 0);
  for (const thing of [tools, tools.books, tools.search, print, inputs, task, new Error('x'), console, crypto]) walk(thing, 'it', 0);
  return found;
}

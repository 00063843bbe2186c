// expect: Completed []
// Every name and every climb that has led out of some sandbox before; what it finds is the result.
const found = [];
const names = ['Java', 'JavaImporter', 'Packages', 'Polyglot', 'Graal', 'java', 'javax', 'com', 'org', 'load', 'loadWithNewGlobal',
  'require', 'module', 'process', 'fetch', 'env', 'environment', 'Deno', 'Bun', 'Worker', 'WebAssembly', 'XMLHttpRequest',
  'WebSocket', 'importScripts', 'quit', 'exit', 'read', 'readFully', 'readLine', 'readbuffer', 'SharedArrayBuffer', 'Atomics',
  'host', 'Debug', 'Interop', 'gc', 'performance', 'FinalizationRegistry', 'WeakRef'];
for (const name of names) {
  for (const look of [() => globalThis[name], () => (0, eval)(name), () => Function('return ' + name)(),
    () => print.constructor('return ' + name)(), () => tools.constructor.constructor('return ' + name)()]) {
    try { if (look() !== undefined) found.push(name); } catch { /* not this way */ }
  }
}
for (const module of ['fs', 'java', 'node:process', 'file:///etc/passwd', '/etc/passwd']) {
  try { await import(module); found.push('import ' + module); } catch { /* not this way */ }
}
return found;

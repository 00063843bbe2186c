// expect: GuestError done
for (const type of [String, Number, RegExp, Map, Set, Date, Error, Function]) {
  for (const name of Object.getOwnPropertyNames(type.prototype)) {
    try { type.prototype[name] = () => { throw 'polluted'; }; } catch { /* stays */ }
  }
}
throw 'done';

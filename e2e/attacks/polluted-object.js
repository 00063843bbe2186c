// expect: GuestError
for (const key of ['t', 'n', 'k', 'after', 'server', 'tool', 'arguments', 'completion', 'then', 'resolve', 'reject', 'value', 'get', 'set',
  'writable', 'enumerable', 'configurable', 'toJSON', '0', 'length', 'name', 'message']) {
  Object.defineProperty(Object.prototype, key, {configurable: true, get() { return undefined; }, set() { throw new Error('polluted'); }});
}
throw 'done';

// expect: Completed "still here"
const lie = () => { throw new Error('overwritten'); };
for (const name of ['parse', 'stringify']) JSON[name] = lie;
for (const name of ['then', 'catch', 'finally']) Promise.prototype[name] = lie;
for (const name of ['call', 'apply', 'bind']) Function.prototype[name] = lie;
for (const name of ['push', 'map', 'forEach', 'join']) Array.prototype[name] = lie;
for (const name of ['apply', 'construct', 'ownKeys', 'defineProperty']) Reflect[name] = lie;
for (const name of ['freeze', 'create', 'keys', 'defineProperty', 'getOwnPropertyDescriptor']) Object[name] = lie;
for (const name of ['value', 'get', 'resolve', 'reject', 'server', 'tool', 'before']) {
  Reflect.set(Object.prototype, name, lie);
}
Array.prototype[Symbol.iterator] = lie;
return 'still here';

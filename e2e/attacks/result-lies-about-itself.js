// expect: Completed {"a":1}
return new Proxy({a: 1}, {getPrototypeOf: () => Array.prototype, has: () => false, isExtensible: (t) => Object.isExtensible(t)});

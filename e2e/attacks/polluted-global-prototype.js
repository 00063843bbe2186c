// expect: GuestError | Completed | CpuLimit
Object.setPrototypeOf(globalThis, new Proxy({}, {has: () => true, get: (target, key) => { throw new Error('polluted ' + String(key)); }}));
return 'done';

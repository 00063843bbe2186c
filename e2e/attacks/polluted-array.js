// expect: GuestError done | GuestError Deadlock
for (let i = 0; i < 10; i++) Object.defineProperty(Array.prototype, i, {configurable: true, get() { return 'polluted'; }, set() {}});
throw 'done';

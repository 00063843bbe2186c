// expect: GuestError | Completed
Object.setPrototypeOf(Object.prototype.constructor, null);
for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name]; } catch { /* stays */ } }
return typeof tools + typeof print;

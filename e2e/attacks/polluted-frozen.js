// expect: GuestError | Completed
Object.freeze(globalThis);
Object.freeze(Object.prototype);
return 'done';

// expect, on a node too: GuestError done
Object.defineProperty(Promise, Symbol.species, {value: class { constructor() { throw new Error('polluted'); } }});
Promise.prototype.constructor = function () { throw new Error('polluted'); };
Promise.resolve = Promise.reject = Promise.all = () => { throw new Error('polluted'); };
throw 'done';

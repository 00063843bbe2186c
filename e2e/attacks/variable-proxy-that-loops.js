// expect: CpuLimit
globalThis.trap = new Proxy({}, {ownKeys() { for (;;); }, get() { for (;;); }, getPrototypeOf() { for (;;); }});
var looping = globalThis.trap;
return 'set';

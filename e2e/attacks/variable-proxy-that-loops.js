// expect, on a node too: CpuLimit
globalThis.trap = new Proxy({}, {ownKeys() { for (;;); }, get() { for (;;); }, getPrototypeOf() { for (;;); }});
var looping = globalThis.trap;
return 'set';

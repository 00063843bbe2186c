// expect, on a node too: Completed 100
const line = 'x'.repeat(1 << 20);
let n = 0;
for (; n < 100; n++) print(line);
return n;

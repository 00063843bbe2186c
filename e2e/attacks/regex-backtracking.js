// expect, on a node too: CpuLimit
// The back-reference keeps the engine from compiling it to an automaton.
/^((a+)+)\2c$/.test('a'.repeat(64));

// expect: Completed []
// Errors of the engine and of the runtime never name what they are made of.
const said = [];
for (const provoke of [() => null.x, () => undefined(), () => Symbol() + '', () => BigInt('x'), () => JSON.parse('{'), () => JSON.parse('['.repeat(1e5)),
  () => new Array(-1), () => tools.nothing.at.all(), () => tools.describe({toString() { throw {}; }}), () => tools.search(Symbol()),
  () => eval('('), () => Function('}'), () => new RegExp('('), () => 'x'.repeat(2 ** 40), () => print({toJSON() { throw 1; }}), () => fetch('x'),
  () => structuredClone(print), () => Reflect.construct(print), () => new Intl.NumberFormat('??'), () => new Date(NaN).toISOString(),
  () => crypto.getRandomValues(null), () => Object.defineProperty(tools, 'x', {value: 1}), () => { const one = 1; return one.x.y; }]) {
  try { await provoke(); } catch (e) {
    for (const text of [String(e), String(e && e.message), String(e && e.stack)]) {
      if (/java|graal|truffle|oracle|polyglot/i.test(text)) said.push(text.slice(0, 200));
    }
  }
}
return said;

// expect: Completed []
{
  const reached = [];
  for (const name of ['__proto__', 'constructor', 'prototype', 'then', 'toString', 'hasOwnProperty', '', ' ', '\u0000', '../list_invoices', 'list_invoices ', 'LIST_INVOICES', 'x'.repeat(1e5)]) {
    try { await tools.books[name]({}); reached.push(name); } catch { /* refused */ }
    try { await tools[name].list_invoices({}); reached.push(name); } catch { /* refused */ }
  }
  return reached;
}

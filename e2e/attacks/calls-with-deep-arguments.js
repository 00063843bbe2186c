// expect: Completed ["refused","refused","refused"]
{
  const ends = [];
  for (const depth of [189, 195, 5000]) {
    let deep = {};
    for (let i = 0; i < depth; i++) deep = {deep};
    try { await tools.books.list_invoices({status: deep}); ends.push('sent'); } catch { ends.push('refused'); }
  }
  return ends;
}

// expect: Completed []
{
  const reached = [];
  for (const name of ['send_email', 'log_interaction', 'get_contact']) {
    for (const call of [() => tools.books[name]({to: 'x@example.com', subject: 's', body: 'b'}), () => Reflect.get(tools.books, name)({}),
      () => Reflect.apply(tools.books.list_invoices, {tool: name}, [{to: 'x'}]) && tools.books[name]({})]) {
      try { await call(); reached.push(name); } catch { /* refused */ }
    }
  }
  return reached;
}

// expect: Completed true
{
  const lazy = {get rows() { return tools.books.list_invoices({status: 'overdue'}); }};
  return (await lazy.rows).length > 0;
}

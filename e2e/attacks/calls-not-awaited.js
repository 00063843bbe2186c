// expect: Completed "gone"
for (let i = 0; i < 50; i++) tools.books.list_invoices({status: 'overdue'}).catch(() => 0);
return 'gone';

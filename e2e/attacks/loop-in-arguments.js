// expect: CpuLimit
await tools.books.list_invoices({get status() { for (;;); }});

// expect: CpuLimit | GuestError
// The loop begins only once a call was settled.
try { await tools.books.list_invoices({status: 'overdue'}); } finally { for (;;); }

// expect: GuestError LimitReached | CpuLimit
await Promise.all(Array.from({length: 1e5}, () => tools.books.list_invoices({status: 'overdue'})));

// expect: GuestError LimitReached | CpuLimit | MemoryLimit
await Promise.all(Array.from({length: 1e5}, () => tools.books.list_invoices({status: 'overdue'})));

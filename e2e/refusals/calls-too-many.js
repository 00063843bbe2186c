// says: ToolError LimitReached: more than 1000 calls are open at once; await some before you make more
await Promise.all(Array.from({length: 1001}, () => tools.books.list_invoices({status: "overdue"})))

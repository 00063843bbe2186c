// says: TypeError: unknown server 'bookz'; there are: books
await tools.bookz.list_invoices({})

// says: TypeError: arguments of books.list_invoices must be an object, not a function
await tools.books.list_invoices(() => 1)

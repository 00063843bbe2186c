// says: ToolError InvalidArguments: books.list_invoices: /status: does not have a value in the enumeration ["overdue", "open", "paid"]
await tools.books.list_invoices({status: "\ud800"})

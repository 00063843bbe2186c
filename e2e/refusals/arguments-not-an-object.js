// says: ToolError InvalidArguments: books.list_invoices: the arguments must be one object, e.g. {name: "value"}
await tools.books.list_invoices("overdue")

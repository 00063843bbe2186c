// says: ToolError InvalidArguments: books.list_invoices: property 'limit' is not defined in the schema and the schema does not allow additional properties
await tools.books.list_invoices({status: "overdue", limit: 3})

// says: ToolError LimitReached: the arguments of the calls that are open hold more than 16777216 bytes or 300000 values; await some before you make more, or send less in each
await tools.books.list_invoices({status: "x".repeat(2e7)})

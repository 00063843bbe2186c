// says: TypeError: Do not know how to serialize a BigInt
await tools.books.list_invoices({status: 1n})

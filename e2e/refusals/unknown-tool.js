// says: TypeError: unknown tool 'list_invoice' of server 'books'; there are: list_invoices, get_contact
await tools.books.list_invoice({})

// says: TypeError: unknown tool '__proto__' of server 'books'; there are: list_invoices, get_contact
await tools.books.__proto__({})

// says: TypeError: unknown tool 'send_email' of server 'books'; there are: list_invoices, get_contact
await tools.books.send_email({to: "a@example.com", subject: "s", body: "b"})

// says: TypeError: unknown tool 'nothing' of server 'books'; there are: list_invoices, get_contact
tools.describe("books.nothing")

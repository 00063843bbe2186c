// says: TypeError: Converting circular structure to JSON
const ring = {}; ring.ring = ring; await tools.books.list_invoices(ring)

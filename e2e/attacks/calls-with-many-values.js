// expect: Completed "refused"
try { await tools.books.list_invoices({status: new Array(400000).fill(0)}); return 'sent'; } catch { return 'refused'; }

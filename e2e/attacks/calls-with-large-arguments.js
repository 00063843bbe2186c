// expect: Completed "refused"
try { await tools.books.list_invoices({status: 'x'.repeat(30e6)}); return 'sent'; } catch { return 'refused'; }

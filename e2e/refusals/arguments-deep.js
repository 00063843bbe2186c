// says: ToolError LimitReached: the arguments are nested too deeply
let deep = {}; for (let i = 0; i < 500; i++) deep = {deep}; await tools.books.list_invoices(deep)

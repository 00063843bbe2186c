// says: ToolError ToolError: no customer nobody
await tools.books.get_contact({customer: "nobody"})

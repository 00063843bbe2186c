// says: ToolError InvalidArguments: books.get_contact: required property 'customer' not found
await tools.books.get_contact({})

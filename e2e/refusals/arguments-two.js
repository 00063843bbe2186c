// says: ToolError InvalidArguments: books.get_contact: the arguments must be one object, e.g. {name: "value"}
await tools.books.get_contact(7, 8)

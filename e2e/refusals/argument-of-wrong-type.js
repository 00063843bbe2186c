// says: ToolError InvalidArguments: books.get_contact: /customer: boolean found, string expected
await tools.books.get_contact({customer: true})

// says: TypeError: (intermediate value).books.constructor is not a function
await tools.books.constructor({})

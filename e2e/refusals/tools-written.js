// says: TypeError: tools is read-only
tools.books = {}

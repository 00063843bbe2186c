// says: ReferenceError: require is not defined: there are no modules; everything is in this one file
require("fs")

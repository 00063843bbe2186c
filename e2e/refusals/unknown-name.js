// says: ReferenceError: nothing is not defined
nothing.at.all

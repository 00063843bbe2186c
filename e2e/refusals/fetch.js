// says: ReferenceError: fetch is not defined: there is no network; reach the outside through tools.<server>.<tool>(args)
fetch("https://example.com")

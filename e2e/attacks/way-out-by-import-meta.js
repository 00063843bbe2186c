// expect: GuestError SyntaxError
return import.meta.url;

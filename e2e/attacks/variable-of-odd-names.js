// expect: Completed "set" | GuestError
var __proto__ = 1, constructor = 2, hasOwnProperty = 3, toString = 4, valueOf = 5;
return 'set';

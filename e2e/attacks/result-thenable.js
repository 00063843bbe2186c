// expect: Completed 5
return {then(resolve) { resolve(5); }};

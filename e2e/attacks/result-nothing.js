// expect: Completed null
return undefined;

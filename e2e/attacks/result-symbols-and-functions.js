// expect: Completed [null,null,{}]
return [Symbol('s'), () => 1, {f() {}}];

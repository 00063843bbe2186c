// expect: Completed "set"
var liar = function () { return 1; };
liar.toString = () => 'function () { for (;;); }';
return 'set';

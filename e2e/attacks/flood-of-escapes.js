// expect: Completed "printed"
print('\u001b[2J\u001b[31m\u0007\u009b\u202e' + String.fromCharCode(...Array(32).keys()));
return 'printed';

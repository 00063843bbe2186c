// expect: Completed "printed"
for (let i = 0; i < 1e5; i++) print('line', i);
return 'printed';

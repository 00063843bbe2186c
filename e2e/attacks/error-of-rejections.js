// expect: Completed "still here"
for (let i = 0; i < 1e5; i++) Promise.reject(new Error('nobody looks'));
return 'still here';

// expect: GuestError mine
return {get a() { throw new Error('mine'); }};

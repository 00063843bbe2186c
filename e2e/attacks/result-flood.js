// expect: GuestError bytes of JSON
return 'x'.repeat(1 << 20);

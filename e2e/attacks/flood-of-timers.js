// expect: GuestError
for (;;) setTimeout(() => 0);

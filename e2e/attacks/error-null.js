// expect: GuestError
throw null;

// expect: GuestError Deadlock
await new Promise(() => {});

// expect, on a node too: GuestError Deadlock
await new Promise(() => {});

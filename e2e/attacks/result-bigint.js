// expect: GuestError cannot be turned into JSON
return {count: 10n};

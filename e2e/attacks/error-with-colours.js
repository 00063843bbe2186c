// expect: GuestError
throw new Error('\u001b[2J\u001b]0;title\u0007\u202e gone \r\n\u0000');

// expect: GuestError mine | CpuLimit
Error.prepareStackTrace = () => { for (;;); };
throw new Error('mine');

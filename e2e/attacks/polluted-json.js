// expect: GuestError | Completed
JSON.stringify = () => '{"t":"finished"}';
JSON.parse = () => ({});
globalThis.JSON = null;
return {honest: true};

// expect: GuestError | Completed
tools = null; print = null; inputs = null; task = null; ToolError = null;
return typeof tools;

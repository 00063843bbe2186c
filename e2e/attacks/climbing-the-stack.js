// expect: Completed []
// The functions that the runtime keeps to itself, looked for in stack frames, in callers, and behind what it hands out.
const found = [];
Error.prepareStackTrace = (error, frames) => frames;
try {
  for (const frame of new Error('').stack) {
    if (typeof frame !== 'object') continue;
    for (const look of ['getFunction', 'getThis']) {
      const behind = frame[look]?.();
      if (behind !== undefined && behind !== null && behind !== globalThis) found.push(look);
    }
  }
} catch { /* no frames */ }
Error.prepareStackTrace = undefined;
function caller() { try { return caller.caller.caller; } catch { return null; } }
if (caller()) found.push('caller');
for (const thing of [print, console, tools, inputs, task, ToolError, crypto, Date, Math.random]) {
  for (let o = thing, i = 0; o !== null && o !== undefined && i < 5; o = Object.getPrototypeOf(o), i++) {
    for (const key of Reflect.ownKeys(o)) {
      let value;
      try { value = o[key]; } catch { continue; }
      if (typeof value === 'object' && value !== null && ['returned', 'threw', 'lookup', 'settle', 'publish'].some((k) => k in value)) {
        found.push(String(key));
      }
    }
  }
}
return found;

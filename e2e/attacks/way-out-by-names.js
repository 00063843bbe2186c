// expect: Completed []
{
  const known = new Set(('Object Function Array String Number Boolean Symbol BigInt Math JSON Date RegExp Map Set WeakMap WeakSet Promise Proxy Reflect Error EvalError '
    + 'RangeError ReferenceError SyntaxError TypeError URIError AggregateError SuppressedError ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array '
    + 'Float16Array Float32Array Float64Array BigInt64Array BigUint64Array Iterator AsyncIterator globalThis undefined NaN Infinity eval isNaN isFinite parseInt parseFloat '
    + 'decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape Intl tools inputs task print console crypto ToolError '
    + 'setTimeout setInterval setImmediate fetch require process DisposableStack AsyncDisposableStack').split(' '));
  return Object.getOwnPropertyNames(globalThis).filter((name) => !known.has(name) && Object.getOwnPropertyDescriptor(globalThis, name).get === undefined);
}

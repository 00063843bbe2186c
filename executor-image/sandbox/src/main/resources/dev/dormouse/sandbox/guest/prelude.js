// The runtime's own code inside the guest's world. It runs before any guest code and keeps what it needs of the
// built-ins in locals: afterwards the guest may overwrite whatever it can reach. Rules that keep that true: no spread, no
// destructuring of arrays, no for-of, no method call on a built-in (only through `apply`), every descriptor and record
// has a null prototype. What can be done in Java is done there; strings and numbers are all that crosses.
(function (host) {
  'use strict';
  const apply = Reflect.apply, construct = Reflect.construct, define = Reflect.defineProperty;
  const create = Object.create, freeze = Object.freeze, ownKeys = Reflect.ownKeys, getOwn = Reflect.getOwnPropertyDescriptor;
  const isArray = Array.isArray, NativePromise = Promise, promiseThen = Promise.prototype.then;
  const parse = JSON.parse, stringify = JSON.stringify, NativeString = String, NativeError = Error;
  const NativeProxy = Proxy, NativeReferenceError = ReferenceError, NativeTypeError = TypeError, NativeDate = Date, NativeMap = Map, NativeSet = Set;
  const mapForEach = Map.prototype.forEach, setForEach = Set.prototype.forEach;
  const mapSize = getOwn(Map.prototype, 'size').get, setSize = getOwn(Set.prototype, 'size').get;
  const errorPrototype = Error.prototype, dateToString = Date.prototype.toString;
  const regExpToString = RegExp.prototype.toString;
  const isPrototypeOf = Object.prototype.isPrototypeOf;
  const global = globalThis;

  const value = (v, enumerable) => ({ __proto__: null, value: v, writable: true, enumerable, configurable: true });
  const fixed = (v) => ({ __proto__: null, value: v, writable: false, enumerable: false, configurable: false });
  const expose = (name, v) => define(global, name, value(v, false));
  const reserve = (name, v) => define(global, name, fixed(v));
  const rename = (f, name) => { define(f, 'name', { __proto__: null, value: name, configurable: true }); return f; };

  // ---- errors
  class ToolError extends NativeError {
    constructor(server, tool, code, message, data) {
      super(message);
      define(this, 'server', value(server, true));
      define(this, 'tool', value(tool, true));
      define(this, 'code', value(code, true));
      if (data !== undefined) define(this, 'data', value(data, true));
    }
  }
  define(ToolError.prototype, 'name', value('ToolError', false));
  freeze(ToolError.prototype);
  freeze(ToolError);
  reserve('ToolError', ToolError);

  // ---- clock and chance
  let now = 0;
  function VirtualDate() {
    if (new.target === undefined) return apply(dateToString, new NativeDate(now), []);
    return arguments.length === 0
      ? construct(NativeDate, [now], new.target)
      : construct(NativeDate, arguments, new.target);
  }
  define(VirtualDate, 'length', { __proto__: null, value: 7, configurable: true });
  define(VirtualDate, 'prototype', fixed(NativeDate.prototype));
  define(VirtualDate, 'now', value(rename(() => now, 'now'), false));
  define(VirtualDate, 'parse', value(NativeDate.parse, false));
  define(VirtualDate, 'UTC', value(NativeDate.UTC, false));
  define(NativeDate.prototype, 'constructor', value(VirtualDate, false));
  expose('Date', rename(VirtualDate, 'Date'));
  define(Math, 'random', value(rename(() => host.random(), 'random'), false));
  const crypto = create(null);
  define(crypto, 'randomUUID', value(rename(() => host.uuid(), 'randomUUID'), true));
  define(crypto, 'getRandomValues', value(rename((array) => {
    for (let i = 0; i < array.length; i++) array[i] = host.random() * 4294967296;
    return array;
  }, 'getRandomValues'), true));
  expose('crypto', crypto);
  const format = typeof Intl === 'object' ? getOwn(Intl.DateTimeFormat.prototype, 'format').get : undefined;
  if (format !== undefined) {
    const parts = Intl.DateTimeFormat.prototype.formatToParts;
    define(Intl.DateTimeFormat.prototype, 'format', { __proto__: null, configurable: true, enumerable: false, set: undefined,
      get: rename(function () {
        const bound = apply(format, this, []);
        return (date) => bound(date === undefined ? now : date);
      }, 'get format') });
    define(Intl.DateTimeFormat.prototype, 'formatToParts', value(rename(function (date) {
      return apply(parts, this, [date === undefined ? now : date]);
    }, 'formatToParts'), false));
  }
  for (const name of ['WeakRef', 'FinalizationRegistry', 'Atomics', 'SharedArrayBuffer', 'performance', 'Temporal',
    'load', 'loadWithNewGlobal', 'quit', 'arguments']) delete global[name];
  // A name that people expect and that isn't here says so.
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'require', 'process']) {
    const why = host.absent(name);
    define(global, name, { __proto__: null, configurable: true, enumerable: false,
      get: () => { throw new NativeReferenceError(why); },
      set: (v) => { define(global, name, value(v, true)); } });
  }

  // ---- what the guest prints
  const show = (v, depth) => {
    switch (typeof v) {
      case 'string': return depth === 0 ? v : stringify(v);
      case 'bigint': return NativeString(v) + 'n';
      case 'function': return '[Function' + (typeof v.name === 'string' && v.name !== '' ? ': ' + v.name : '') + ']';
      case 'object': return v === null ? 'null' : showObject(v, depth);
      default: return NativeString(v);
    }
  };
  const is = (prototype, v) => apply(isPrototypeOf, prototype, [v]);
  const size = (getter, v) => { try { return apply(getter, v, []); } catch { return -1; } };
  const showObject = (v, depth) => {
    if (depth > 4) return isArray(v) ? '[...]' : '{...}';
    if (is(errorPrototype, v)) return NativeString(v.name) + ': ' + NativeString(v.message);
    let out = '', n = 0;
    const add = (text) => { out += (n++ === 0 ? '' : ',') + text; };
    if (size(mapSize, v) >= 0) {
      apply(mapForEach, v, [(item, key) => add(show(key, depth + 1) + ' => ' + show(item, depth + 1))]);
      return 'Map(' + n + ') {' + out + '}';
    }
    if (size(setSize, v) >= 0) {
      apply(setForEach, v, [(item) => add(show(item, depth + 1))]);
      return 'Set(' + n + ') {' + out + '}';
    }
    try { return regExpToString !== undefined && is(RegExpPrototype, v) ? apply(regExpToString, v, []) : asJson(v); }
    catch { /* cycles, BigInt: piece by piece */ }
    const keys = ownKeys(v);
    for (let i = 0; i < keys.length; i++) {
      if (typeof keys[i] === 'symbol' || (isArray(v) && keys[i] === 'length')) continue;
      add((isArray(v) ? '' : stringify(keys[i]) + ':') + show(v[keys[i]], depth + 1));
    }
    return isArray(v) ? '[' + out + ']' : '{' + out + '}';
  };
  const RegExpPrototype = RegExp.prototype;
  const asJson = (v) => { const text = stringify(v); if (text === undefined) throw new NativeTypeError(); return text; };
  const printer = (name) => rename(function () {
    let line = '';
    for (let i = 0; i < arguments.length; i++) {
      let text;
      try { text = show(arguments[i], 0); } catch { text = '[cannot be shown]'; }
      line += (i === 0 ? '' : ' ') + text;
    }
    host.print(line);
  }, name);
  reserve('print', printer('print'));
  const consoleObject = {};
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) define(consoleObject, name, value(printer(name), true));
  expose('console', consoleObject);

  // ---- tools
  const pending = create(null);
  const argumentsText = (server, tool, args) => {
    if (args === undefined) return '{}';
    const text = stringify(args);
    if (text === undefined) throw new NativeTypeError('arguments of ' + server + '.' + tool + ' must be an object, not a ' + typeof args);
    return text;
  };
  const call = (server, tool, args) => new NativePromise((resolve, reject) => {
    const n = host.call(server, tool, argumentsText(server, tool, args));
    if (typeof n === 'string') throw new ToolError(server, tool, 'LimitReached', n, undefined);
    pending[n] = { __proto__: null, resolve, reject, server, tool };
  });
  const unknown = (message) => { throw new NativeTypeError(message); };
  const lookup = (server, tool) => {
    const problem = host.lookup(server, tool);
    if (problem !== '') unknown(problem);
  };
  const toolPaths = new NativeMap(), mapGet = NativeMap.prototype.get, mapSet = NativeMap.prototype.set;
  const known = (o, path) => { apply(mapSet, toolPaths, [o, path]); return o; };
  const toolFunctions = create(null);
  const toolFunction = (server, tool) => {
    const key = server + '.' + tool;
    if (toolFunctions[key] === undefined) {
      toolFunctions[key] = known(freeze(rename((args) => call(server, tool, args), tool === '' ? server : tool)), 'tool ' + key);
    }
    return toolFunctions[key];
  };
  // Keys that the language itself asks every object for; an unknown tool of that name is just absent.
  const asked = { __proto__: null, then: 1, toJSON: 1, constructor: 1, toString: 1, valueOf: 1, inspect: 1, length: 1, name: 1,
    prototype: 1, nodeType: 1, call: 1, apply: 1, bind: 1, '@@iterator': 1 };
  const readOnly = () => unknown('tools is read-only');
  const listing = (names, get) => ({
    __proto__: null,
    get: (target, key) => typeof key === 'symbol' ? undefined : get(key),
    set: readOnly, defineProperty: readOnly, deleteProperty: readOnly, setPrototypeOf: readOnly, preventExtensions: readOnly,
    getPrototypeOf: () => null, isExtensible: () => true,
    has: (target, key) => typeof key === 'string' && names(key),
    ownKeys: () => parse(names('')),
    getOwnPropertyDescriptor: (target, key) => typeof key === 'string' && names(key)
      ? { __proto__: null, value: get(key), writable: false, enumerable: true, configurable: true } : undefined,
  });
  const servers = create(null);
  const server = (name) => {
    if (servers[name] === undefined) {
      const handler = listing(
        (key) => key === '' ? host.toolNames(name) : host.lookup(name, key) === '',
        (key) => {
          if (asked[key] === 1 && host.lookup(name, key) !== '') return undefined;
          lookup(name, key);
          return toolFunction(name, key);
        });
      servers[name] = known(new NativeProxy(create(null), freeze(handler)), 'server ' + name);
    }
    return servers[name];
  };
  const search = known(freeze(rename((words) => parse(host.search(NativeString(words))), 'search')), 'search');
  const describe = known(freeze(rename((name) => {
    const text = host.describe(NativeString(name));
    if (text === '') unknown(host.lookupDotted(NativeString(name)));
    return text;
  }, 'describe')), 'describe');
  const tools = known(new NativeProxy(create(null), freeze(listing(
    (key) => key === '' ? host.serverNames() : host.lookupServer(key) === '',
    (key) => {
      if (key === 'search') return search;
      if (key === 'describe') return describe;
      const problem = host.lookupServer(key);
      if (problem !== '' && asked[key] === 1) return undefined;
      if (problem !== '') unknown(problem);
      return host.lookup(key, '') === '' ? toolFunction(key, '') : server(key);
    }))), 'tools');
  reserve('tools', tools);

  // ---- what Java calls
  const deepFreeze = (v) => {
    if (typeof v !== 'object' || v === null) return v;
    const keys = ownKeys(v);
    for (let i = 0; i < keys.length; i++) deepFreeze(v[keys[i]]);
    return freeze(v);
  };
  const told = create(null);
  const tell = (name, json) => define(global, name, fixed(told[name] = deepFreeze(parse(json))));
  const resultText = (v) => {
    if (v === undefined) return 'null';
    const text = stringify(v);
    if (text === undefined) throw new NativeTypeError('the result is a ' + typeof v + ', which JSON has no word for; return data');
    return text;
  };
  const returned = (v) => {
    let text;
    try { text = resultText(v); } catch (e) { host.threw(e, true); return; }
    host.returned(text);
  };
  const published = create(null);
  // Takes (name, getter, setter) triples: the bindings of a cell become accessors of the global.
  const publish = function () {
    for (let i = 0; i < arguments.length; i += 3) {
      const name = arguments[i];
      published[name] = { __proto__: null, before: getOwn(global, name), get: arguments[i + 1] };
      if (!define(global, name, { __proto__: null, get: arguments[i + 1], set: arguments[i + 2], enumerable: true, configurable: true })) {
        unknown('the name ' + name + ' is taken by the language; choose another');
      }
    }
  };
  return freeze({
    __proto__: null,
    tell,
    clock: (millis) => { now = millis; },
    publish,
    start: (cell) => {
      const promise = cell();
      define(promise, 'constructor', fixed(undefined));
      apply(promiseThen, promise, [returned, (e) => host.threw(e, false)]);
    },
    settle: (n, ok, json, code, message) => {
      const open = pending[n];
      delete pending[n];
      const data = json === '' ? undefined : parse(json);
      if (ok) open.resolve(data); else open.reject(new ToolError(open.server, open.tool, code, message, data));
    },
    // Bindings that the cell never initialised (it threw before) fall back to what the name was before.
    retract: () => {
      const names = ownKeys(published);
      for (let i = 0; i < names.length; i++) {
        const entry = published[names[i]];
        delete published[names[i]];
        try { entry.get(); continue; } catch { /* still in its dead zone */ }
        const current = getOwn(global, names[i]);
        if (current === undefined || current.get !== entry.get) continue;
        if (entry.before === undefined) delete global[names[i]]; else define(global, names[i], entry.before);
      }
    },
    describeError: (e) => {
      let name = 'Error', message = '';
      try { name = typeof e === 'object' && e !== null ? NativeString(e.name) : ''; } catch { name = 'Error'; }
      try { message = typeof e === 'object' && e !== null ? NativeString(e.message) : show(e, 0); } catch { message = 'an error whose message cannot be read'; }
      if (name === 'undefined') { name = 'Error'; try { message = show(e, 0); } catch { message = 'an object that cannot be shown'; } }
      return stringify([name, message]);
    },
    toolOf: (o) => apply(mapGet, toolPaths, [o]),
    toolAt: (kind, name) => {
      const dot = name.indexOf('.');
      switch (kind) {
        case 'tools': return tools;
        case 'search': return search;
        case 'describe': return describe;
        case 'server': return server(name);
        default: return toolFunction(name.slice(0, dot), name.slice(dot + 1));
      }
    },
  });
})

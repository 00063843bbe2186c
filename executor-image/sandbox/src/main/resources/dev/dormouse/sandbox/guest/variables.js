// What the capture of variables asks of the guest's world, object by object. Evaluated before any guest code, by the same
// rules as the prelude; runs no getter, no trap and no iterator of the guest.
(function (toolOf) {
  'use strict';
  const apply = Reflect.apply, define = Reflect.defineProperty, ownKeys = Reflect.ownKeys, construct = Reflect.construct;
  const getOwn = Reflect.getOwnPropertyDescriptor, protoOf = Reflect.getPrototypeOf, setProto = Reflect.setPrototypeOf;
  const isExtensible = Reflect.isExtensible, preventExtensions = Reflect.preventExtensions;
  const create = Object.create, isArray = Array.isArray, NativeArray = Array, NativeObject = Object, NativeSymbol = Symbol;
  const NativeTypeError = TypeError, functionText = Function.prototype.toString, NativeError = Error;
  const keyFor = Symbol.keyFor, symbolFor = Symbol.for, symbolDescription = getOwn(Symbol.prototype, 'description').get;
  const NativeMap = Map, mapGet = Map.prototype.get, mapSet = Map.prototype.set, mapForEach = Map.prototype.forEach;
  const NativeSet = Set, setAdd = Set.prototype.add, setForEach = Set.prototype.forEach;
  const NativeDate = Object.getPrototypeOf(new Date()).constructor, getTime = Date.prototype.getTime;
  const NativeRegExp = RegExp, regExpSource = getOwn(RegExp.prototype, 'source').get;
  const NativeArrayBuffer = ArrayBuffer, NativeDataView = DataView, NativeUint8 = Uint8Array;
  const bufferLength = getOwn(ArrayBuffer.prototype, 'byteLength').get;
  const resizable = getOwn(ArrayBuffer.prototype, 'resizable'), detached = getOwn(ArrayBuffer.prototype, 'detached');
  const TypedArray = protoOf(Int8Array), typedName = getOwn(TypedArray.prototype, NativeSymbol.toStringTag).get;
  const typedBuffer = getOwn(TypedArray.prototype, 'buffer').get, typedOffset = getOwn(TypedArray.prototype, 'byteOffset').get;
  const typedLength = getOwn(TypedArray.prototype, 'length').get;
  const viewBuffer = getOwn(DataView.prototype, 'buffer').get, viewOffset = getOwn(DataView.prototype, 'byteOffset').get;
  const viewLength = getOwn(DataView.prototype, 'byteLength').get;
  const objectPrototype = Object.prototype, arrayPrototype = Array.prototype, global = globalThis;
  const get = (map, key) => apply(mapGet, map, [key]);
  const put = (map, key, v) => { apply(mapSet, map, [key, v]); };

  // ---- the language's own objects, by path; taken down before the guest can change them
  const roots = new NativeMap(), byPath = new NativeMap(), baseline = [];
  let baselineSize = 0;
  const addRoot = (path, o) => {
    if ((typeof o !== 'object' && typeof o !== 'function') || o === null || get(roots, o) !== undefined) return;
    put(roots, o, path); put(byPath, path, o);
    const keys = ownKeys(o);
    for (let i = 0; i < keys.length; i++) {
      const d = getOwn(o, keys[i]);
      baseline[baselineSize++] = { __proto__: null, o, path, key: keys[i], value: 'value' in d ? d.value : d.get, first: i === 0, count: keys.length };
    }
  };
  const names = ownKeys(global);
  for (let i = 0; i < names.length; i++) {
    if (typeof names[i] !== 'string' || names[i] === 'globalThis') continue;
    const d = getOwn(global, names[i]);
    if (!('value' in d) || toolOf(d.value) !== undefined) continue;
    addRoot(names[i], d.value);
    if (typeof d.value === 'function' && d.value.prototype !== undefined) addRoot(names[i] + '.prototype', d.value.prototype);
    if (names[i] === 'Intl') for (const k of ownKeys(Intl)) if (typeof Intl[k] === 'function') {
      addRoot('Intl.' + NativeSymbol.prototype.toString.call(NativeSymbol(k)).slice(7, -1), Intl[k]);
      if (Intl[k].prototype) addRoot('Intl.' + k + '.prototype', Intl[k].prototype);
    }
  }
  const asyncFunction = protoOf(async function () {}), generatorFunction = protoOf(function* () {}), asyncGeneratorFunction = protoOf(async function* () {});
  addRoot('%TypedArray%', TypedArray); addRoot('%TypedArray%.prototype', TypedArray.prototype);
  addRoot('%AsyncFunction%.prototype', asyncFunction);
  addRoot('%GeneratorFunction%.prototype', generatorFunction); addRoot('%Generator%.prototype', generatorFunction.prototype);
  addRoot('%AsyncGeneratorFunction%.prototype', asyncGeneratorFunction); addRoot('%AsyncGenerator%.prototype', asyncGeneratorFunction.prototype);
  addRoot('%ArrayIterator%.prototype', protoOf([].values())); addRoot('%MapIterator%.prototype', protoOf(new Map().values()));
  addRoot('%SetIterator%.prototype', protoOf(new Set().values())); addRoot('%StringIterator%.prototype', protoOf(''[NativeSymbol.iterator]()));
  addRoot('%RegExpIterator%.prototype', protoOf('a'.matchAll(/a/g)));
  addRoot('%AsyncIterator%.prototype', protoOf(asyncGeneratorFunction.prototype));
  put(roots, global, 'globalThis'); put(byPath, 'globalThis', global);
  // What was told stays what it is, down to its innermost object.
  const addTold = (path, o) => {
    if (typeof o !== 'object' || o === null) return;
    put(roots, o, path); put(byPath, path, o);
    for (const key of ownKeys(o)) addTold(path + '\0' + key, o[key]);
  };
  const globalBefore = create(null);
  for (let i = 0; i < names.length; i++) globalBefore[names[i]] = getOwn(global, names[i]);
  const wellKnown = new NativeMap();
  for (const k of ownKeys(NativeSymbol)) if (typeof NativeSymbol[k] === 'symbol') put(wellKnown, NativeSymbol[k], k);

  // A built-in function that is no root is the value of some root's property.
  const builtin = (f) => {
    for (let i = 0; i < baselineSize; i++) {
      const b = baseline[i];
      if (b.value !== f) continue;
      const d = getOwn(b.o, b.key);
      return (d !== undefined && d.get === f ? 'get ' : '') + b.path + '\n' + keyText(b.key);
    }
    return undefined;
  };
  const keyText = (key) => typeof key === 'string' ? key : '@@' + get(wellKnown, key);
  const fromText = (text) => {
    for (let i = 0; i < baselineSize; i++) {
      const b = baseline[i];
      if (b.path + '\n' + keyText(b.key) === text || 'get ' + b.path + '\n' + keyText(b.key) === text) return b.value;
    }
    return undefined;
  };
  const changed = () => {
    for (let i = 0; i < names.length; i++) if (getOwn(global, names[i]) === undefined) return keyText(names[i]);
    for (let i = 0; i < baselineSize; i++) {
      const b = baseline[i], d = getOwn(b.o, b.key);
      if (d === undefined || ('value' in d ? d.value : d.get) !== b.value && !(b.value !== b.value)) return b.path + '.' + keyText(b.key);
      if (b.first && ownKeys(b.o).length !== b.count) return b.path;
    }
    return '';
  };

  // ---- one object
  const FLAGS = (d) => (d.writable === true ? 1 : 0) | (d.enumerable ? 2 : 0) | (d.configurable ? 4 : 0);
  // Keys of an object with nothing special about it, each with a trailing NUL, and their number; 'A' for such an array; else ''.
  const classify = (o) => {
    const proto = protoOf(o);
    if (proto === objectPrototype) return get(roots, o) === undefined ? plainKeys(o) : '';
    return proto === arrayPrototype && isArray(o) && get(roots, o) === undefined ? plainArray(o) : '';
  };
  const plainKeys = (o) => {
    if (!isExtensible(o)) return '';
    const keys = ownKeys(o);
    let text = 'O';
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (typeof key !== 'string' || key === '__proto__') return '';
      const d = getOwn(o, key);
      if (d.writable !== true || !d.enumerable || !d.configurable) return '';
      text += key + '\0';
    }
    return text + keys.length;
  };
  const plainArray = (o) => {
    if (!isExtensible(o)) return '';
    const length = o.length;
    if (length > 10000000) return '';
    const keys = ownKeys(o);
    if (keys.length !== length + 1 || keys[length] !== 'length' || !getOwn(o, 'length').writable) return '';
    for (let i = 0; i < length; i++) {
      const d = getOwn(o, i);
      if (d === undefined || d.writable !== true || !d.enumerable || !d.configurable) return '';
    }
    return 'A';
  };
  const probes = new NativeMap();
  const probe = (name, o, test) => { if (o !== undefined) put(probes, o, { __proto__: null, name, test }); };
  probe('map', NativeMap.prototype, (o) => apply(getOwnSize, o, []));
  const getOwnSize = getOwn(NativeMap.prototype, 'size').get, setSize = getOwn(NativeSet.prototype, 'size').get;
  probe('set', NativeSet.prototype, (o) => apply(setSize, o, []));
  probe('date', NativeDate.prototype, (o) => apply(getTime, o, []));
  probe('regexp', NativeRegExp.prototype, (o) => { if (o === NativeRegExp.prototype) throw 0; apply(regExpSource, o, []); });
  probe('buffer', NativeArrayBuffer.prototype, (o) => apply(bufferLength, o, []));
  probe('typed', TypedArray.prototype, (o) => { if (apply(typedName, o, []) === undefined) throw 0; });
  probe('view', NativeDataView.prototype, (o) => apply(viewBuffer, o, []));
  for (const name of ['Number', 'String', 'Boolean', 'Symbol', 'BigInt']) {
    const valueOf = global[name].prototype.valueOf;
    probe('boxed', global[name].prototype, (o) => { if (get(roots, o) !== undefined) throw 0; apply(valueOf, o, []); });
  }
  const weakMapHas = WeakMap.prototype.has, weakSetHas = WeakSet.prototype.has;
  probe('a promise; await it before the step ends', Promise.prototype, () => 0);
  probe('a WeakMap, whose entries cannot be listed', WeakMap.prototype, (o) => apply(weakMapHas, o, [o]));
  probe('a WeakSet, whose entries cannot be listed', WeakSet.prototype, (o) => apply(weakSetHas, o, [o]));
  const iterating = 'an iterator or generator in mid-run; keep the list it came from';
  probe(iterating, Iterator.prototype, () => 0);
  probe(iterating, protoOf(asyncGeneratorFunction.prototype), () => 0);
  for (const k of ownKeys(Intl)) if (typeof Intl[k] === 'function' && Intl[k].prototype) probe('an object of Intl; make it where it is used', Intl[k].prototype, () => 0);

  const kind = (o) => {
    if (isArray(o)) return 'array';
    for (let p = protoOf(o); p !== null; p = protoOf(p)) {
      const found = get(probes, p);
      if (found === undefined) continue;
      try { found.test(o); return found.name; } catch { /* made with Object.create of that prototype */ }
    }
    return 'object';
  };
  const flat = (each, o) => { const out = []; let n = 0; apply(each, o, [(v, k) => { define(out, n++, item(k)); define(out, n++, item(v)); }]); return out; };
  const item = (v) => ({ __proto__: null, value: v, writable: true, enumerable: true, configurable: true });
  const payload = {
    __proto__: null,
    map: (o) => flat(mapForEach, o),
    set: (o) => flat(setForEach, o),
    date: (o) => apply(getTime, o, []),
    regexp: (o) => apply(regExpSource, o, []) + '\n' + flagsOf(o),
    boxed: (o) => unbox(o),
    bufferProblem: (o) => detached !== undefined && apply(detached.get, o, []) ? 'a detached ArrayBuffer' : resizable !== undefined && apply(resizable.get, o, []) ? 'a resizable ArrayBuffer' : '',
    buffer: (o) => new NativeUint8(o),
    typedName: (o) => apply(typedName, o, []), typedBuffer: (o) => apply(typedBuffer, o, []),
    typedOffset: (o) => apply(typedOffset, o, []), typedLength: (o) => apply(typedLength, o, []),
    viewBuffer: (o) => apply(viewBuffer, o, []), viewOffset: (o) => apply(viewOffset, o, []), viewLength: (o) => apply(viewLength, o, []),
  };
  const regExpFlags = [['hasIndices', 'd'], ['global', 'g'], ['ignoreCase', 'i'], ['multiline', 'm'], ['dotAll', 's'], ['unicode', 'u'], ['unicodeSets', 'v'], ['sticky', 'y']];
  const flagGetters = create(null);
  for (const [name, letter] of regExpFlags) { const d = getOwn(NativeRegExp.prototype, name); if (d) flagGetters[letter] = d.get; }
  const letters = ownKeys(flagGetters);
  const flagsOf = (o) => { let text = ''; for (let i = 0; i < letters.length; i++) if (apply(flagGetters[letters[i]], o, [])) text += letters[i]; return text; };
  const unboxers = [Number.prototype.valueOf, String.prototype.valueOf, Boolean.prototype.valueOf, Symbol.prototype.valueOf, BigInt.prototype.valueOf];
  const unbox = (o) => { for (let i = 0; i < unboxers.length; i++) { try { return apply(unboxers[i], o, []); } catch { /* the next */ } } return undefined; };

  return {
    __proto__: null,
    classify, kind, payload, changed, builtin, fromText, ownKeys, protoOf, isExtensible,
    rootPath: (o) => get(roots, o),
    rootAt: (path) => get(byPath, path),
    toolOf,
    functionText: (f) => apply(functionText, f, []),
    typeOf: (v) => typeof v,
    bigText: (v) => `${v}`,
    isHole: (o, i) => getOwn(o, i) === undefined,
    symbolKey: (s) => keyFor(s), symbolKnown: (s) => get(wellKnown, s), symbolText: (s) => apply(symbolDescription, s, []),
    symbolMake: (text) => NativeSymbol(text), symbolMakeFor: (key) => symbolFor(key), symbolMakeKnown: (name) => NativeSymbol[name],
    // One descriptor as [flags, value] or [flags, getter, setter]; written so that no setter of the guest is met.
    describe: (o, key) => {
      const d = getOwn(o, key), out = create(null);
      if (d === undefined) return out;
      out.flags = FLAGS(d) | ('value' in d ? 0 : 8);
      if ('value' in d) out.value = d.value; else { out.get = d.get; out.set = d.set; }
      return out;
    },
    globalNames: () => {
      const keys = ownKeys(global), out = [];
      let n = 0;
      for (let i = 0; i < keys.length; i++) {
        const before = globalBefore[keys[i]], now = getOwn(global, keys[i]);
        if (before !== undefined && before.get === now.get && (before.value === now.value || before.value !== before.value)) continue;
        define(out, n++, item(keys[i]));
      }
      return out;
    },
    told: (name) => { addTold(name, global[name]); globalBefore[name] = getOwn(global, name); },
    // ---- restore; nothing of the guest has run yet
    makeObject: () => ({}), makeArray: () => [], makeWith: (proto) => create(proto),
    makeSized: (n) => { const a = []; a.length = n; return a; },
    makeMap: () => new NativeMap(), makeSet: () => new NativeSet(), makeDate: (t) => new NativeDate(t),
    makeRegExp: (source, flags) => new NativeRegExp(source, flags), makeBoxed: (v) => NativeObject(v),
    makeError: () => { const e = new NativeError(); delete e.stack; delete e.message; return e; },
    makeBuffer: (n) => new NativeArrayBuffer(n), fillBuffer: (b, i, text) => { const a = new NativeUint8(b); for (let k = 0; k < text.length; k++) a[i + k] = text.charCodeAt(k); },
    makeTyped: (name, buffer, offset, length) => new global[name](buffer, offset, length),
    makeView: (buffer, offset, length) => new NativeDataView(buffer, offset, length),
    makeBig: (text) => BigInt(text),
    mapPut: (m, k, v) => { apply(mapSet, m, [k, v]); }, setPut: (s, v) => { apply(setAdd, s, [v]); },
    setProto: (o, p) => { if (protoOf(o) !== p) setProto(o, p); },
    defineValue: (o, key, flags, value) => define(o, key, { __proto__: null, value, writable: (flags & 1) !== 0, enumerable: (flags & 2) !== 0, configurable: (flags & 4) !== 0 }),
    defineAccessor: (o, key, flags, g, s) => define(o, key, { __proto__: null, get: g, set: s, enumerable: (flags & 2) !== 0, configurable: (flags & 4) !== 0 }),
    remove: (o, key) => Reflect.deleteProperty(o, key),
    close: (o) => { preventExtensions(o); },
  };
})

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import java.util.ArrayList;
import java.util.List;

/**
 * What must come back in a new process: setup in the first, a probe that must be true in the second. And what must be
 * reported, by name and path.
 */
public final class Fidelity {
    public record Faithful(String name, String setup, String probe) {}

    /** @param path that the report must name */
    public record Reported(String name, String setup, String path) {}

    private static final List<Faithful> FAITHFUL = new ArrayList<>();
    private static final List<Reported> REPORTED = new ArrayList<>();

    private Fidelity() {}

    public static List<Faithful> faithful() {
        return List.copyOf(FAITHFUL);
    }

    public static List<Reported> reported() {
        return List.copyOf(REPORTED);
    }

    private static void keeps(String name, String setup, String probe) {
        FAITHFUL.add(new Faithful(name, setup, probe));
    }

    private static void reports(String name, String setup, String path) {
        REPORTED.add(new Reported(name, setup, path));
    }

    static {
        primitives();
        containers();
        references();
        attributes();
        functions();
        classes();
        builtIns();
        runtime();
        uncapturable();
    }

    private static void primitives() {
        keeps(
                "NaN and infinities",
                "let p1 = [NaN, Infinity, -Infinity]",
                "Number.isNaN(p1[0]) && p1[1] === Infinity && p1[2] === -Infinity");
        keeps(
                "minus zero",
                "let p2 = {z: -0, a: [-0, 0]}",
                "Object.is(p2.z, -0) && Object.is(p2.a[0], -0) && Object.is(p2.a[1], 0)");
        keeps(
                "undefined and null",
                "let p3, p4 = {u: undefined, n: null}",
                "p3 === undefined && 'u' in p4 && p4.u === undefined && p4.n === null");
        keeps(
                "BigInt",
                "let p5 = [7n ** 80n, -1n, 1n, 100000n]",
                "p5[0] === 7n ** 80n && p5[1] === -1n && typeof p5[2] === 'bigint' && p5[3] === 100000n");
        keeps(
                "strings with half a surrogate pair, NUL and emoji",
                "let p6 = '\\ud800 \\0 \\u{1F42D}'",
                "p6 === '\\ud800 \\0 \\u{1F42D}' && p6.length === 6");
        keeps(
                "large and small numbers",
                "let p7 = [2 ** 53, 5e-324, 1.7976931348623157e308, 2 ** 31, -(2 ** 31), 0.1]",
                "p7[0] === 2 ** 53 && p7[1] === 5e-324 && p7[2] === Number.MAX_VALUE && p7[3] === 2147483648 && p7[4] === -2147483648 && p7[5] === 0.1");
        keeps(
                "unique symbols keep their identity",
                "let s1 = Symbol('x'), s2 = {[s1]: 1, same: s1}",
                "s2[s1] === 1 && s2.same === s1 && s1.description === 'x' && s1 !== Symbol('x')");
        keeps(
                "registered and well-known symbols",
                "let s3 = Symbol.for('app'), s4 = Symbol.iterator, s5 = Symbol()",
                "s3 === Symbol.for('app') && s4 === Symbol.iterator && s5.description === undefined");
    }

    private static void containers() {
        keeps(
                "Map with order and object keys",
                "let k1 = {k: 1}, m1 = new Map([['b', 1], [k1, 2], ['a', NaN]])",
                "[...m1.keys()].indexOf(k1) === 1 && m1.get(k1) === 2 && Number.isNaN(m1.get('a')) && m1.size === 3");
        keeps("Set", "let m2 = new Set([3, 1, 'x', m1])", "[...m2].join() === '3,1,x,[object Map]' && m2.has(m1)");
        keeps(
                "subclasses of Map and Array",
                "class M3 extends Map { twice(k) { return this.get(k) * 2 } } let m3 = new M3([['a', 4]]); class A3 extends Array { last() { return this[this.length - 1] } } let a3 = A3.from([1, 2, 9])",
                "m3.twice('a') === 8 && m3 instanceof M3 && a3.last() === 9 && a3.length === 3 && Array.isArray(a3) && a3 instanceof A3");
        keeps(
                "sparse arrays",
                "let a1 = [1, , 3]; a1.length = 10",
                "!(1 in a1) && 2 in a1 && a1.length === 10 && a1[2] === 3");
        keeps(
                "arrays with properties",
                "let a2 = Object.assign([1, 2], {note: 'x'}); a2[-1] = 5",
                "a2.note === 'x' && a2[-1] === 5 && a2.length === 2");
        keeps(
                "huge sparse array",
                "let a4 = []; a4[4000000000] = 1",
                "a4.length === 4000000001 && a4[4000000000] === 1");
        keeps(
                "typed arrays over one buffer",
                "let b1 = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 255]), b2 = new Uint16Array(b1.buffer, 2, 2)",
                "(b1[2] = 9, b2[0] === 9 + 4 * 256) && b2.length === 2 && b2.byteOffset === 2 && b1.buffer === b2.buffer && b1[7] === 255");
        keeps(
                "DataView and Float64Array",
                "let b3 = new Float64Array([NaN, -0, 1e300]), b4 = new DataView(b3.buffer, 8, 8)",
                "Number.isNaN(b3[0]) && Object.is(b3[1], -0) && b3[2] === 1e300 && Object.is(b4.getFloat64(0, true), -0) && b4.byteLength === 8");
        keeps("BigInt64Array", "let b5 = new BigInt64Array([-5n, 2n ** 62n])", "b5[0] === -5n && b5[1] === 2n ** 62n");
        keeps(
                "boxed primitives",
                "let x1 = [Object(1), Object('str'), Object(false), Object(5n), Object(s1)]",
                "x1[0] instanceof Number && x1[0] == 1 && x1[1].length === 3 && x1[2].valueOf() === false && x1[3].valueOf() === 5n && x1[4].valueOf() === s1");
    }

    private static void references() {
        keeps(
                "a cycle",
                "let c1 = {n: 1}; c1.self = c1; let c2 = []; c2.push(c2, c1)",
                "c1.self === c1 && c2[0] === c2 && c2[1] === c1");
        keeps(
                "shared references across variables",
                "let r1 = {v: 1}, r2 = {r1}, r3 = [r1, r2]",
                "r2.r1 === r1 && r3[0] === r1 && (r1.v = 7, r3[1].r1.v === 7)");
        keeps(
                "cycles through Map and Set",
                "let r4 = new Map(); r4.set(r4, new Set([r4]))",
                "[...r4.get(r4)][0] === r4");
        keeps(
                "a list nested 20,000 deep",
                "let r5 = null; for (let i = 0; i < 20000; i++) r5 = {next: r5, i}",
                "(() => { let n = 0; for (let x = r5; x; x = x.next) n++; return n === 20000 })()");
        keeps(
                "one function under two names",
                "function f0() { return 1 } let f00 = f0, f000 = {f0}",
                "f0 === f00 && f000.f0 === f0");
    }

    private static void attributes() {
        keeps(
                "frozen",
                "let z1 = Object.freeze({a: 1, b: [2]})",
                "Object.isFrozen(z1) && !Object.isFrozen(z1.b) && z1.a === 1");
        keeps(
                "sealed and not extensible",
                "let z2 = Object.seal({a: 1}), z3 = Object.preventExtensions({a: 1}), z4 = Object.freeze([1, 2])",
                "Object.isSealed(z2) && !Object.isFrozen(z2) && !Object.isExtensible(z3) && !Object.isSealed(z3) && Object.isFrozen(z4) && z4.length === 2");
        keeps(
                "getters and setters",
                "let g1 = {_v: 1, get v() { return this._v }, set v(x) { this._v = x * 2 }}",
                "g1.v === 1 && (g1.v = 5, g1.v === 10)");
        keeps(
                "hidden and read-only properties",
                "let g2 = Object.defineProperty({}, 'h', {value: 1}); Object.defineProperty(g2, 'e', {value: 2, enumerable: true})",
                "Object.keys(g2).join() === 'e' && g2.h === 1 && !Object.getOwnPropertyDescriptor(g2, 'e').writable");
        keeps(
                "null prototype",
                "let g3 = Object.create(null); g3.a = 1",
                "Object.getPrototypeOf(g3) === null && g3.a === 1");
        keeps(
                "prototype chains of plain objects",
                "let g4 = {base() { return 'b' + this.x }}, g5 = Object.create(g4, {x: {value: 3, writable: true}})",
                "Object.getPrototypeOf(g5) === g4 && g5.base() === 'b3'");
        keeps(
                "a key named __proto__",
                "let g6 = JSON.parse('{\"__proto__\": {\"a\": 1}, \"b\": 2}')",
                "Object.getPrototypeOf(g6) === Object.prototype && Object.keys(g6).join() === '__proto__,b' && g6.b === 2");
        keeps(
                "order of keys",
                "let g7 = {z: 1, a: 2, 10: 3, 2: 4}; delete g7.z; g7.z = 5",
                "Object.keys(g7).join() === '2,10,a,z'");
        keeps(
                "empty and odd keys",
                "let g8 = {'': 1, 'a\\0b': 2, 'x.y': 3}",
                "g8[''] === 1 && g8['a\\0b'] === 2 && Object.keys(g8).length === 3");
    }

    private static void functions() {
        keeps(
                "functions see top-level variables live",
                "let n1 = 1; function inc() { return ++n1 } const dec = () => --n1",
                "inc() === 2 && n1 === 2 && dec() === 1 && (n1 = 10, inc() === 11)");
        keeps(
                "functions call each other",
                "const isEven = n => n === 0 || isOdd(n - 1); function isOdd(n) { return n !== 0 && isEven(n - 1) }",
                "isEven(10) && !isOdd(4)");
        keeps(
                "async functions",
                "async function later(x) { await null; return x + n0 } let n0 = 5",
                "await later(1) === 6");
        keeps(
                "generator functions",
                "function* gen() { yield 1; yield 2 } async function* agen() { yield 3 }",
                "[...gen()].join() === '1,2' && (await agen().next()).value === 3");
        keeps(
                "names and lengths",
                "const named = (a, b) => a, anon = [function () {}][0]",
                "named.name === 'named' && named.length === 2 && anon.name === ''");
        keeps(
                "properties of functions",
                "function counter() { return ++counter.count } counter.count = 41",
                "counter() === 42 && Object.keys(counter).join() === 'count'");
        keeps(
                "constructor functions and their instances",
                "function Old(x) { this.x = x } Old.prototype.get = function () { return this.x }; let old1 = new Old(3)",
                "old1 instanceof Old && old1.get() === 3 && new Old(4).get() === 4 && old1.constructor === Old && !Object.keys(Old.prototype).includes('constructor')");
        keeps(
                "methods of objects",
                "let o1 = {m() { return this.v }, v: 2, async am() { return this.v + 1 }, *gm() { yield this.v }, ['c' + 1]: () => 9}",
                "o1.m() === 2 && await o1.am() === 3 && [...o1.gm()][0] === 2 && o1.c1() === 9");
        keeps(
                "strict functions stay strict",
                "function strict() { 'use strict'; return this } function sloppy() { return this }",
                "strict() === undefined && sloppy() === globalThis");
        keeps(
                "default parameters, rest and destructuring",
                "const fancy = ({a, b = n2} = {}, ...rest) => [a, b, rest.length]; let n2 = 8",
                "fancy({a: 1}, 2, 3).join() === '1,8,2'");
        keeps(
                "const stays const",
                "const fixed1 = {a: 1}",
                "(() => { try { fixed1 = 2; return false } catch (e) { return e instanceof TypeError && fixed1.a === 1 } })()");
    }

    private static void classes() {
        keeps(
                "class instances with inheritance",
                "class Base { constructor(n) { this.n = n } hi() { return 'hi ' + this.n } static make(n) { return new this(n) } } class Derived extends Base { hi() { return super.hi() + '!' } get up() { return this.n.toUpperCase() } } let d1 = Derived.make('bo')",
                "d1.hi() === 'hi bo!' && d1.up === 'BO' && d1 instanceof Base && Derived.make('al').hi() === 'hi al!' && Object.getPrototypeOf(Derived) === Base && d1.constructor === Derived");
        keeps(
                "static fields keep their value",
                "class Stat { static count = 0; static list = null; constructor() { Stat.count++ } } new Stat(); new Stat()",
                "Stat.count === 2 && (new Stat(), Stat.count === 3)");
        keeps(
                "instance fields",
                "class Fields { a = 1; b = [this.a]; } let fi = new Fields(); fi.a = 5",
                "fi.a === 5 && fi.b[0] === 1 && new Fields().a === 1");
        keeps(
                "patched classes",
                "class Patch { a() { return 1 } b() { return 2 } } Patch.prototype.c = function () { return 3 }; delete Patch.prototype.b; let pa = new Patch()",
                "pa.a() === 1 && pa.b === undefined && pa.c() === 3");
        keeps(
                "a method taken out of its class",
                "let loose = Base.prototype.hi",
                "loose === Base.prototype.hi && loose.call({n: 1}) === 'hi 1'");
        keeps(
                "class expressions in const",
                "const K1 = class { v() { return 1 } }, K2 = class Inner extends K1 { name2() { return Inner.name } }; let k2 = new K2()",
                "k2.v() === 1 && k2.name2() === 'Inner' && K1.name === 'K1'");
        keeps(
                "subclasses of Error",
                "class AppError extends Error { constructor(m, code) { super(m); this.name = 'AppError'; this.code = code } } let e1 = new AppError('bad', 7)",
                "e1 instanceof AppError && e1 instanceof Error && e1.message === 'bad' && e1.code === 7 && e1.name === 'AppError' && typeof e1.stack === 'string'");
    }

    private static void builtIns() {
        keeps(
                "Date",
                "let t1 = new Date(86400000), t2 = new Date(NaN)",
                "t1.getTime() === 86400000 && Number.isNaN(t2.getTime()) && t1 instanceof Date && t1.constructor === Date");
        keeps(
                "RegExp with lastIndex",
                "let re = /a(?<n>b+)/giu; re.lastIndex = 3",
                "re.lastIndex === 3 && re.flags === 'giu' && re.source === 'a(?<n>b+)' && re.test('xxxab')");
        keeps(
                "Error with cause",
                "let e2 = new TypeError('t', {cause: new RangeError('r')})",
                "e2.cause instanceof RangeError && e2.cause.message === 'r' && e2 instanceof TypeError && String(e2) === 'TypeError: t'");
        keeps(
                "AggregateError",
                "let e3 = new AggregateError([1, e2], 'many')",
                "e3.errors.length === 2 && e3.errors[1] === e2");
        keeps(
                "objects of the language",
                "let l1 = [Math, JSON, Array.prototype, Object, globalThis, Array.prototype.map, Map.prototype.get]",
                "l1[0] === Math && l1[1] === JSON && l1[2] === Array.prototype && l1[3] === Object && l1[4] === globalThis && l1[5] === [].map && l1[6] === Map.prototype.get");
        keeps(
                "an object under a built-in prototype",
                "let l2 = Object.create(Map.prototype)",
                "Object.getPrototypeOf(l2) === Map.prototype && (() => { try { l2.size; return false } catch { return true } })()");
    }

    private static void runtime() {
        keeps(
                "tools and their functions",
                "let books = tools.books, mail = tools.books.send_email, find = tools.search",
                "books === tools.books && mail === tools.books.send_email && find === tools.search");
        keeps("parts of inputs", "let part = inputs.list[1]", "part === inputs.list[1] && part.a === 2");
        keeps(
                "ToolError",
                "let te = new ToolError('books', 'x', 'Denied', 'no', {a: 1})",
                "te instanceof ToolError && te.code === 'Denied' && te.data.a === 1 && te.message === 'no'");
        keeps(
                "names assigned without declaration",
                "undeclared = {a: 1}; globalThis.direct = [undeclared]",
                "undeclared.a === 1 && direct[0] === undeclared && delete globalThis.undeclared");
        keeps("a built-in replaced by a variable", "let escape = 5", "escape === 5");
        keeps(
                "50 variables declared by destructuring",
                "const {q1, q2: [q3, ...q4]} = {q1: 1, q2: [3, 4, 5]}",
                "q1 === 1 && q3 === 3 && q4.join() === '4,5'");
    }

    private static void uncapturable() {
        reports("a closure", "const mk = (() => { let hidden = 1; return () => hidden++ })()", "mk");
        reports("a closure over a block", "let hs = []; for (const h of [1]) hs.push(() => h)", "hs[0]");
        reports("a promise", "let pr = {deep: [Promise.resolve(1)]}", "pr.deep[0]");
        reports("a WeakMap", "let wm = new WeakMap()", "wm");
        reports("an iterator", "let it = [1, 2].values()", "it");
        reports("a running generator", "let ge = gen(); ge.next()", "ge");
        reports("a bound function", "let bo = inc.bind(null)", "bo");
        reports(
                "an instance with #private fields",
                "class Priv { #p = 1; get() { return this.#p } } let pi = {x: new Priv()}",
                "pi.x");
        reports("a Proxy", "let px = [new Proxy({}, {})]", "px[0]");
        reports("a function made by eval", "let ev = new Function('return 1')", "ev");
        reports("an object of Intl", "let intl = new Intl.NumberFormat('en-US')", "intl");
        reports("an arrow over another function's this", "let ar = (function () { return () => this })()", "ar");
    }
}

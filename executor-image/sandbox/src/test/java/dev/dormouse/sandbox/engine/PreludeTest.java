/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime's own code goes on working whatever the guest does to the language. */
class PreludeTest {
    private static final String STEP =
            "; let r; try { r = await tools.echo.echo({a: [1]}) } catch (e) { r = e } print('still here'); return {r: r.b}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (const k of Reflect.ownKeys(Array.prototype)) if (k !== 'length' && k !== 'constructor') Array.prototype[k] = () => { throw 1 }",
                "Promise.prototype.then = () => { throw 1 }; Promise.prototype.catch = null; Promise.resolve = null",
                "Object.defineProperty(Promise, Symbol.species, {get() { throw 1 }})",
                "JSON.parse = JSON.stringify = () => { throw 1 }",
                "Map.prototype.get = Map.prototype.set = Set.prototype.has = () => { throw 1 }",
                "Array.prototype[Symbol.iterator] = () => { throw 1 }",
                "Object.defineProperty(Object.prototype, '1', {set() { throw 1 }, get() { throw 1 }})",
                "Object.defineProperty(Array.prototype, '0', {set() { throw 1 }, get() { throw 1 }})",
                "for (const k of ['value', 'get', 'set', 'writable', 'enumerable', 'configurable', 'resolve', 'reject']) Object.prototype[k] = () => 1",
                "for (const k of Reflect.ownKeys(Reflect)) try { Reflect[k] = () => { throw 1 } } catch {}",
                "for (const k of Reflect.ownKeys(Object)) if (k !== 'prototype') try { Object[k] = () => { throw 1 } } catch {}",
                "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw 1 }",
                "Error = TypeError = RangeError = function () { throw 1 }; Error.prototype = null",
                "Object.defineProperty(Error.prototype, 'name', {get() { throw 1 }})",
                "Error.prepareStackTrace = () => { throw 1 }; Error.stackTraceLimit = -1",
                "Object.setPrototypeOf(Array.prototype, null); Object.setPrototypeOf(Function.prototype, null)",
                "String.prototype.split = String.prototype.toString = Symbol.prototype.toString = () => { throw 1 }",
                "for (const k of ['JSON', 'Promise', 'Map', 'Set', 'Reflect', 'Object', 'Array', 'Proxy', 'Symbol', 'Error', 'String', 'Date']) globalThis[k] = undefined",
                "for (const k of Reflect.ownKeys(globalThis)) try { delete globalThis[k] } catch {}",
                "Object.prototype.toJSON = undefined; Object.prototype.then = undefined"
            })
    void theStepSettlesAllTheSame(String attack) {
        try (var engine = new GuestEngine();
                var session = new Session(engine).open(Frames.open(null))) {
            var said = new ArrayList<ToBroker>();
            assertThat(session.begin(Frames.begin("let kept = {a: [1, 2]}"), said::add)
                            .completion())
                    .isInstanceOf(Completion.Returned.class);
            session.finish();
            // when
            assertThat(session.begin(Frames.begin(attack + STEP), said::add)).isEqualTo(new ToBroker.Idle(0, null));
            var idle = session.settle(Frames.ok(1, 1, "{\"b\":7}"));
            // then
            assertThat(idle.completion()).isEqualTo(new Completion.Returned(Frames.json("{\"r\":7}")));
            assertThat(said).contains(new ToBroker.Printed("still here\n"));
            assertThat(session.finish().variables()).contains("kept");
        }
    }

    @Test
    void aBrokenPromiseConstructorBreaksOnlyTheGuestsOwnAwait() {
        try (var engine = new GuestEngine();
                var session = new Session(engine).open(Frames.open(null))) {
            var attack = "Object.defineProperty(Promise.prototype, 'constructor', {get() { throw new Error('mine') }})";
            var idle = session.begin(Frames.begin(attack + STEP), frame -> {});
            assertThat(idle.completion()).isNotNull();
        }
    }
}

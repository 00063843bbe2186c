/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/** The guest's world as {@code variables.js} shows it. Made before the guest's first code runs. */
final class World {
    private final Value functions;
    private final Value payload;
    private final Map<String, Value> cache = new HashMap<>();
    final Value global;
    final Value undefined;
    final Value nothing;

    World(Context context, Source script, Value toolOf) {
        functions = context.eval(script).execute(toolOf);
        payload = functions.getMember("payload");
        global = context.eval("js", "globalThis");
        undefined = context.eval("js", "undefined");
        nothing = context.eval("js", "null");
    }

    Value call(String function, Object... arguments) {
        return cache.computeIfAbsent(function, functions::getMember).execute(arguments);
    }

    Value payload(String function, Value object) {
        return payload.getMember(function).execute(object);
    }

    String text(String function, Object... arguments) {
        return call(function, arguments).asString();
    }

    boolean same(Value a, Value b) {
        return a.equals(b);
    }
}

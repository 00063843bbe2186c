/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.ToBroker.Uncaptured;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** The variables of a session: everything on the global that the runtime didn't put there. */
public final class Variables {
    private final Value ownKeys;
    private final Value stringify;
    private final Value parse;
    private final Value global;
    private final Set<String> builtIn;

    /** Must be made before the guest's first code runs. */
    public Variables(Context context, Value guest) {
        ownKeys = context.eval("js", "(o) => Reflect.ownKeys(o).filter(k => typeof k === 'string')");
        stringify = context.eval("js", "JSON.stringify");
        parse = context.eval("js", "JSON.parse");
        global = context.eval("js", "globalThis");
        builtIn = new HashSet<>(keys());
    }

    private List<String> keys() {
        var keys = ownKeys.execute(global);
        var names = new ArrayList<String>();
        for (long i = 0; i < keys.getArraySize(); i++) {
            names.add(keys.getArrayElement(i).asString());
        }
        return names;
    }

    public List<String> names() {
        var names = new ArrayList<>(keys());
        names.removeAll(builtIn);
        return names;
    }

    public Captured capture() {
        var snapshot = Json.mapper().createObjectNode();
        var uncaptured = new ArrayList<Uncaptured>();
        for (var name : names()) {
            try {
                var text = stringify.execute(global.getMember(name));
                if (text.isString()) {
                    snapshot.set(name, Json.tree(text.asString()));
                } else {
                    uncaptured.add(new Uncaptured(name, "no JSON"));
                }
            } catch (PolyglotException e) {
                uncaptured.add(new Uncaptured(name, "no JSON"));
            }
        }
        return new Captured(Json.bytes(snapshot), names(), uncaptured);
    }

    public void restore(byte[] snapshot) {
        var tree = Json.read(snapshot, ObjectNode.class);
        tree.forEachEntry((name, value) -> global.putMember(name, parse.execute(Json.text(value))));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * The variables of a session: everything on the global that the runtime didn't put there, whether declared by a cell or
 * assigned.
 */
public final class Variables {
    private final Context context;
    private final Value guest;
    private final World world;
    private final Units units = new Units();

    /**
     * Must be made before the guest's first code runs.
     *
     * @param script the guest's side of capture and restore
     * @param guest what the prelude gave: {@code publish}, {@code tell}, {@code toolOf}, {@code toolAt}
     */
    public Variables(Context context, Source script, Value guest) {
        this.context = context;
        this.guest = guest;
        world = new World(context, script, guest.getMember("toolOf"));
    }

    /** Gives the guest a constant, which is no variable. Only before its first code runs. */
    public void tell(String name, String json) {
        guest.getMember("tell").executeVoid(name, json);
        world.call("told", name);
    }

    /** Every text that is evaluated in the session is to be registered here first. */
    public Units units() {
        return units;
    }

    public List<String> names() {
        var keys = world.call("globalNames");
        var names = new ArrayList<String>();
        for (long i = 0; i < keys.getArraySize(); i++) {
            var key = keys.getArrayElement(i);
            names.add(key.isString() ? key.asString() : key.toString());
        }
        return names;
    }

    public Captured capture() {
        var captured = new Capture(world, units).run();
        return new Captured(SnapshotWriter.bytes(captured.snapshot()), names(), captured.uncaptured());
    }

    /** @throws IllegalArgumentException when the bytes are no snapshot */
    public void restore(byte[] bytes) {
        var toolAt = guest.getMember("toolAt");
        var restore = new Restore(world, SnapshotReader.read(bytes), (kind, name) -> toolAt.execute(kind, name));
        restore.run(
                unit -> context.eval(units.add("session", unit.text(), unit.prologue())), guest.getMember("publish"));
    }
}

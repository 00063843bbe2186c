/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.sandbox.variables.Snapshot.Binding;
import dev.dormouse.sandbox.variables.Snapshot.Dense;
import dev.dormouse.sandbox.variables.Snapshot.ObjectRecord;
import dev.dormouse.sandbox.variables.Snapshot.Plain;
import dev.dormouse.sandbox.variables.Snapshot.Property;
import dev.dormouse.sandbox.variables.Snapshot.SymbolRecord;
import dev.dormouse.sandbox.variables.Snapshot.SymbolRecord.Identity;
import dev.dormouse.wire.frame.ToBroker.Uncaptured;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Walks the object graph from the variables, breadth first and without recursion, and writes down every object once.
 * What can't be written down becomes undefined in the snapshot and a line in the report; nothing is left out silently.
 */
final class Capture {
    private static final int MOST_REPORTED = 100;

    final World world;
    final Units units;
    private final Map<Value, Integer> ids = new HashMap<>();
    private final Map<Value, Integer> symbolIds = new HashMap<>();
    private final List<@Nullable ObjectRecord> objects = new ArrayList<>();
    private final List<SymbolRecord> symbols = new ArrayList<>();
    private final List<Uncaptured> uncaptured = new ArrayList<>();
    private final ArrayDeque<Todo> todo = new ArrayDeque<>();
    private final Map<String, Optional<List<String>>> shapes = new HashMap<>();
    private final Functions functions;
    private final Objects objectKinds;

    /** @param shape as {@code classify} has it; empty when there is more to the object than properties */
    private record Todo(int id, Value object, String shape, Place place) {}

    record Result(Snapshot snapshot, List<Uncaptured> uncaptured) {}

    Capture(World world, Units units) {
        this.world = world;
        this.units = units;
        functions = new Functions(this);
        objectKinds = new Objects(this, functions);
    }

    Result run() {
        var bindings = new LinkedHashMap<String, List<Binding>>();
        var globals = new ArrayList<Property>();
        var names = world.call("globalNames");
        for (long i = 0; i < names.getArraySize(); i++) {
            global(names.getArrayElement(i), bindings, globals);
        }
        var changed = world.text("changed");
        if (!changed.isEmpty()) {
            report(new Place(null, changed), "a built-in of the language that the code has changed");
        }
        while (!todo.isEmpty()) {
            var next = todo.remove();
            objects.set(next.id, record(next));
        }
        functions.settle();
        return new Result(new Snapshot(functions.unitRecords(bindings), globals, symbols, records()), uncaptured);
    }

    private List<ObjectRecord> records() {
        var records = new ArrayList<ObjectRecord>(objects.size());
        for (var object : objects) {
            records.add(object == null ? new Plain(List.of(), List.of()) : object);
        }
        return records;
    }

    private void global(Value key, Map<String, List<Binding>> bindings, List<Property> globals) {
        var name = key.isString() ? key.asString() : key.toString();
        var place = new Place(null, name);
        var described = world.call("describe", world.global, key);
        var getter = described.getMember("get");
        if (getter != null && getter.canExecute() && units.publishes(getter)) {
            var unit = units.of(getter).orElseThrow();
            bindings.computeIfAbsent(unit, any -> new ArrayList<>())
                    .add(new Binding(name, units.scopes(unit).constant(name), datum(getter.execute(), place)));
        } else {
            globals.add(property(key, described, place));
        }
    }

    Property property(Value key, Value described, Place place) {
        int flags = described.getMember("flags").asInt();
        var name = datum(key, place);
        return (flags & 8) == 0
                ? new Property(name, flags, datum(described.getMember("value"), place), Datum.Word.UNDEFINED)
                : new Property(
                        name,
                        flags,
                        datum(described.getMember("get"), place),
                        datum(described.getMember("set"), place));
    }

    Datum datum(Value value, Place place) {
        if (value.hasMembers()) {
            return object(value, place);
        }
        if (value.isString()) {
            return new Datum.Text(value.asString());
        }
        if (value.isNumber()) {
            return number(value);
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? Datum.Word.TRUE : Datum.Word.FALSE;
        }
        if (value.isNull()) {
            return world.same(value, world.undefined) ? Datum.Word.UNDEFINED : Datum.Word.NULL;
        }
        return symbol(value, place);
    }

    private Datum number(Value value) {
        var number = value.as(Object.class);
        if (number instanceof Double real) {
            return new Datum.Real(real);
        }
        if (number instanceof Integer integer && world.text("typeOf", value).equals("number")) {
            return new Datum.Int(integer);
        }
        return world.text("typeOf", value).equals("bigint")
                ? new Datum.Big(world.text("bigText", value))
                : new Datum.Real(value.asDouble());
    }

    private Datum symbol(Value symbol, Place place) {
        var known = symbolIds.get(symbol);
        if (known == null) {
            known = symbols.size();
            symbolIds.put(symbol, known);
            symbols.add(symbolRecord(symbol, place));
        }
        return new Datum.Sym(known);
    }

    private SymbolRecord symbolRecord(Value symbol, Place place) {
        var registered = world.call("symbolKey", symbol);
        if (registered.isString()) {
            return new SymbolRecord(Identity.REGISTERED, datum(registered, place));
        }
        var wellKnown = world.call("symbolKnown", symbol);
        return wellKnown.isString()
                ? new SymbolRecord(Identity.KNOWN, datum(wellKnown, place))
                : new SymbolRecord(Identity.UNIQUE, datum(world.call("symbolText", symbol), place));
    }

    private Datum object(Value object, Place place) {
        var known = ids.get(object);
        if (known != null) {
            return new Datum.Ref(known);
        }
        var shape = object.canExecute() ? "" : world.text("classify", object);
        if (shape.isEmpty()) {
            var elsewhere = objectKinds.elsewhere(object);
            if (elsewhere.isPresent()) {
                return elsewhere.get();
            }
        }
        var problem = shape.isEmpty() ? objectKinds.problem(object) : objectKinds.disguised(object);
        if (problem.isPresent()) {
            report(place, problem.get());
            return Datum.Word.UNDEFINED;
        }
        int id = newId(object);
        todo.add(new Todo(id, object, shape, place));
        return new Datum.Ref(id);
    }

    /** For an object whose record comes from somewhere else. */
    int newId(Value object) {
        int id = objects.size();
        ids.put(object, id);
        objects.add(null);
        return id;
    }

    @Nullable
    Integer idOf(Value object) {
        return ids.get(object);
    }

    void set(int id, ObjectRecord record) {
        objects.set(id, record);
    }

    @Nullable
    ObjectRecord get(int id) {
        return objects.get(id);
    }

    private ObjectRecord record(Todo next) {
        var ready = objects.get(next.id);
        if (ready != null) {
            return ready;
        }
        if (next.shape.equals("A")) {
            return dense(next);
        }
        var keys = shapes.computeIfAbsent(next.shape, Capture::keys);
        return keys.isEmpty() ? objectKinds.record(next.id, next.object, next.place) : plain(next, keys.get());
    }

    private ObjectRecord dense(Todo next) {
        int size = (int) next.object.getArraySize();
        var items = new ArrayList<Datum>(size);
        for (int i = 0; i < size; i++) {
            items.add(datum(next.object.getArrayElement(i), next.place.index(i)));
        }
        return new Dense(items);
    }

    private ObjectRecord plain(Todo next, List<String> keys) {
        var values = new ArrayList<Datum>(keys.size());
        for (var key : keys) {
            values.add(datum(next.object.getMember(key), next.place.property(key)));
        }
        return new Plain(keys, values);
    }

    /** Empty when it is not plain, or when a key holds the very character that separates them. */
    private static Optional<List<String>> keys(String shape) {
        if (shape.isEmpty()) {
            return Optional.empty();
        }
        var keys = new ArrayList<>(List.of(shape.substring(1).split("\0", -1)));
        int count = Integer.parseInt(keys.removeLast());
        return Optional.of(List.copyOf(keys)).filter(found -> found.size() == count);
    }

    void report(Place place, String reason) {
        if (uncaptured.size() < MOST_REPORTED) {
            uncaptured.add(new Uncaptured(place.toString(), reason));
        }
    }
}

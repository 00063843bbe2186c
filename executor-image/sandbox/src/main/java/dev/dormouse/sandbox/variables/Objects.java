/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.sandbox.variables.Snapshot.Kind;
import dev.dormouse.sandbox.variables.Snapshot.ObjectRecord;
import dev.dormouse.sandbox.variables.Snapshot.Other;
import dev.dormouse.sandbox.variables.Snapshot.Plain;
import dev.dormouse.sandbox.variables.Snapshot.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.graalvm.polyglot.Value;

/** Captures the objects that have more to them than properties. */
final class Objects {
    private static final Set<String> BORN_WITH = Set.of("arguments", "caller");

    private final Capture capture;
    private final World world;
    private final Functions functions;

    Objects(Capture capture, Functions functions) {
        this.capture = capture;
        this.functions = functions;
        world = capture.world;
    }

    /** An object that every session has anyway. */
    Optional<Datum> elsewhere(Value object) {
        var root = world.call("rootPath", object);
        if (root.isString()) {
            return Optional.of(new Datum.Root(root.asString()));
        }
        var tool = world.call("toolOf", object);
        if (tool.isString()) {
            return Optional.of(new Datum.Tool(tool.asString()));
        }
        if (object.canExecute() && capture.units.of(object).isEmpty()) {
            var builtin = world.call("builtin", object);
            return builtin.isString() ? Optional.of(new Datum.Builtin(builtin.asString())) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Why this object can't be captured; empty when it can. */
    Optional<String> problem(Value object) {
        var disguised = disguised(object);
        if (disguised.isPresent()) {
            return disguised;
        }
        if (object.canExecute()) {
            return functions.problem(object);
        }
        var kind = kind(object);
        return switch (kind) {
            case "array", "map", "set", "date", "regexp", "boxed", "typed", "view", "error" -> Optional.empty();
            case "buffer" ->
                Optional.of(world.payload("bufferProblem", object).asString()).filter(problem -> !problem.isEmpty());
            case "object" -> exotic(object);
            default -> Optional.of(kind);
        };
    }

    /** A Proxy answers every question as its target would; only the engine's own name for it tells. */
    Optional<String> disguised(Value object) {
        var meta = object.getMetaObject();
        return meta != null && meta.getMetaSimpleName().equals("Proxy")
                ? Optional.of("a Proxy, which cannot be told from its target")
                : Optional.empty();
    }

    private String kind(Value object) {
        var kind = world.text("kind", object);
        if (kind.equals("object") && object.isException()) {
            return "error";
        }
        // An ordinary object that only inherits from an iterator: the prototype of a generator function.
        return kind.contains("iterator") && object.toString().startsWith("{") ? "object" : kind;
    }

    private Optional<String> exotic(Value object) {
        if (!object.toString().startsWith("{")) {
            return Optional.of("an object of the language's own kind under another prototype, or arguments");
        }
        for (var proto = world.call("protoOf", object); proto.hasMembers(); proto = world.call("protoOf", proto)) {
            var constructor = world.call("describe", proto, "constructor");
            if (functions.hidesFields(constructor.getMember("value"))) {
                return Optional.of(
                        "an instance of a class with #private fields, which nothing outside the class can read");
            }
        }
        return Optional.empty();
    }

    ObjectRecord record(int id, Value object, Place place) {
        if (object.canExecute()) {
            return functions.record(id, object, place);
        }
        return switch (kind(object)) {
            case "array" -> array(object, place);
            case "map" -> other(Kind.MAP, entries("map", object, place), object, place);
            case "set" -> other(Kind.SET, entries("set", object, place), object, place);
            case "date" -> other(Kind.DATE, List.of(datum(world.payload("date", object), place)), object, place);
            case "regexp" -> other(Kind.REGEXP, List.of(datum(world.payload("regexp", object), place)), object, place);
            case "boxed" -> other(Kind.BOXED, List.of(datum(world.payload("boxed", object), place)), object, place);
            case "buffer" -> other(Kind.BUFFER, List.of(new Datum.Text(bytes(object))), object, place);
            case "typed" -> other(Kind.TYPED, typed(object, place), object, place);
            case "view" -> other(Kind.VIEW, view(object, place), object, place);
            case "error" -> other(Kind.ERROR, List.of(), object, place);
            default -> other(Kind.OBJECT, List.of(), object, place);
        };
    }

    private Other array(Value object, Place place) {
        return other(
                Kind.ARRAY,
                List.of(datum(world.call("describe", object, "length").getMember("value"), place)),
                object,
                place);
    }

    private List<Datum> entries(String kind, Value object, Place place) {
        var flat = world.payload(kind, object);
        var entries = new ArrayList<Datum>();
        for (long i = 0; i < flat.getArraySize(); i++) {
            entries.add(datum(flat.getArrayElement(i), place.index("entry " + i / 2)));
        }
        return entries;
    }

    private List<Datum> typed(Value object, Place place) {
        return List.of(
                datum(world.payload("typedName", object), place),
                datum(world.payload("typedBuffer", object), place.property("buffer")),
                datum(world.payload("typedOffset", object), place),
                datum(world.payload("typedLength", object), place));
    }

    private List<Datum> view(Value object, Place place) {
        return List.of(
                datum(world.payload("viewBuffer", object), place.property("buffer")),
                datum(world.payload("viewOffset", object), place),
                datum(world.payload("viewLength", object), place));
    }

    /** One character a byte: they deflate well and cross the boundary as one text. */
    private static String bytes(Value buffer) {
        var bytes = new byte[(int) buffer.getBufferSize()];
        buffer.readBuffer(0, bytes, 0, bytes.length);
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    Other other(Kind kind, List<Datum> payload, Value object, Place place) {
        var proto = world.call("protoOf", object);
        return new Other(
                kind,
                payload,
                datum(proto, place.property("[prototype]")),
                world.call("isExtensible", object).asBoolean(),
                properties(kind, object, place));
    }

    private List<Property> properties(Kind kind, Value object, Place place) {
        var keys = world.call("ownKeys", object);
        var properties = new ArrayList<Property>();
        for (long i = 0; i < keys.getArraySize(); i++) {
            var key = keys.getArrayElement(i);
            var name = key.isString() ? key.asString() : key.toString();
            boolean index = kind == Kind.TYPED && !name.isEmpty() && Character.isDigit(name.charAt(0));
            if (index || kind == Kind.FUNCTION && BORN_WITH.contains(name)) {
                continue;
            }
            properties.add(capture.property(key, world.call("describe", object, key), place.property(name)));
        }
        return properties;
    }

    private Datum datum(Value value, Place place) {
        return capture.datum(value, place);
    }

    static boolean ordinary(ObjectRecord record) {
        return record instanceof Plain || record instanceof Other other && other.kind() == Kind.OBJECT;
    }
}

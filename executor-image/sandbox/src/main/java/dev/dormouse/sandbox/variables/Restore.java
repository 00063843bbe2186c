/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.sandbox.variables.Snapshot.Binding;
import dev.dormouse.sandbox.variables.Snapshot.Dense;
import dev.dormouse.sandbox.variables.Snapshot.Form;
import dev.dormouse.sandbox.variables.Snapshot.Kind;
import dev.dormouse.sandbox.variables.Snapshot.Member;
import dev.dormouse.sandbox.variables.Snapshot.Other;
import dev.dormouse.sandbox.variables.Snapshot.Plain;
import dev.dormouse.sandbox.variables.Snapshot.Property;
import dev.dormouse.sandbox.variables.Snapshot.SymbolRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Makes the objects of a snapshot again: first all of them empty, so that cycles and shared references find their
 * targets, then what is in them, then the bindings.
 */
final class Restore {
    private final World world;
    private final Snapshot snapshot;
    private final BiFunction<String, String, Value> toolAt;
    private final @Nullable Value[] shells;
    private final List<Value> symbols = new ArrayList<>();
    private final List<Value> generators = new ArrayList<>();
    private final List<Value> thunks = new ArrayList<>();
    private final Map<Integer, List<String>> classBindings;

    /** @param toolAt the {@code tools} object of that kind and name */
    Restore(World world, Snapshot snapshot, BiFunction<String, String, Value> toolAt) {
        this.world = world;
        this.snapshot = snapshot;
        this.toolAt = toolAt;
        shells = new Value[snapshot.objects().size()];
        classBindings = snapshot.units().stream()
                .flatMap(unit -> unit.bindings().stream())
                .filter(this::early)
                .collect(Collectors.groupingBy(
                        binding -> ((Datum.Ref) binding.value()).object(),
                        Collectors.mapping(Binding::name, Collectors.toList())));
    }

    /** @param evaluate runs the program of a unit */
    void run(java.util.function.Function<UnitText, Value> evaluate, Value publish) {
        snapshot.symbols().forEach(symbol -> symbols.add(symbol(symbol)));
        for (var unit : snapshot.units()) {
            var values = unit.bindings().stream().collect(Collectors.toMap(Binding::name, Binding::value));
            ProxyExecutable take = arguments -> value(value(values, arguments[0].asString()));
            var generator = evaluate.apply(new UnitText(unit, this::early))
                    .execute(publish, take)
                    .execute();
            generators.add(generator);
            thunks.add(generator.invokeMember("next").getMember("value"));
        }
        for (int id = 0; id < shells.length; id++) {
            shell(id);
        }
        for (int id = 0; id < shells.length; id++) {
            fill(id);
        }
        generators.forEach(generator -> generator.invokeMember("next"));
        snapshot.globals().forEach(property -> define(world.global, property));
    }

    private static Datum value(Map<String, Datum> values, String name) {
        return values.getOrDefault(name, Datum.Word.UNDEFINED);
    }

    /** A class must be there before another extends it. */
    private boolean early(Binding binding) {
        return binding.value() instanceof Datum.Ref(int id)
                && snapshot.objects().get(id) instanceof Other other
                && other.kind() == Kind.FUNCTION
                && form(other) == Form.CLASS;
    }

    private Form form(Other function) {
        int unit = integer(function.payload().get(0));
        return snapshot.units()
                .get(unit)
                .functions()
                .get(integer(function.payload().get(1)))
                .form();
    }

    private Value symbol(SymbolRecord symbol) {
        return switch (symbol.identity()) {
            case UNIQUE -> world.call("symbolMake", value(symbol.text()));
            case REGISTERED -> world.call("symbolMakeFor", value(symbol.text()));
            case KNOWN -> world.call("symbolMakeKnown", value(symbol.text()));
        };
    }

    private Value shell(int id) {
        var made = shells[id];
        if (made == null) {
            made = switch (snapshot.objects().get(id)) {
                case Plain plain -> world.call("makeObject");
                case Dense dense -> world.call("makeArray");
                case Member member -> member(member);
                case Other other -> other(other);
            };
            shells[id] = made;
            for (var name : classBindings.getOrDefault(id, List.of())) {
                world.global.putMember(name, made);
            }
        }
        return made;
    }

    private Value member(Member member) {
        var holder = shell(member.owner());
        if (member.ofPrototype()) {
            holder = world.call("describe", holder, "prototype").getMember("value");
        }
        var described = world.call("describe", holder, value(member.key()));
        return described.getMember(List.of("get", "set", "value").get(member.part()));
    }

    private Value other(Other other) {
        var payload = other.payload();
        return switch (other.kind()) {
            case OBJECT -> world.call("makeWith", value(other.proto()));
            case ARRAY -> world.call("makeSized", value(payload.get(0)));
            case MAP -> world.call("makeMap");
            case SET -> world.call("makeSet");
            case DATE -> world.call("makeDate", value(payload.get(0)));
            case REGEXP -> regExp(text(payload.get(0)));
            case ERROR -> world.call("makeError");
            case BOXED -> world.call("makeBoxed", value(payload.get(0)));
            case BUFFER -> world.call("makeBuffer", text(payload.get(0)).length());
            case TYPED ->
                world.call(
                        "makeTyped",
                        text(payload.get(0)),
                        value(payload.get(1)),
                        value(payload.get(2)),
                        value(payload.get(3)));
            case VIEW -> world.call("makeView", value(payload.get(0)), value(payload.get(1)), value(payload.get(2)));
            case FUNCTION -> function(other);
            case PROTOTYPE ->
                world.call("describe", value(payload.get(0)), "prototype").getMember("value");
        };
    }

    private Value regExp(String text) {
        int flags = text.lastIndexOf('\n');
        return world.call("makeRegExp", text.substring(0, flags), text.substring(flags + 1));
    }

    private Value function(Other other) {
        if (other.payload().isEmpty()) {
            return world.call("makeObject");
        }
        if (other.proto() instanceof Datum.Ref(int parent)) {
            shell(parent);
        }
        var made = thunks.get(integer(other.payload().get(0)))
                .getArrayElement(integer(other.payload().get(1)))
                .execute();
        return switch (form(other)) {
            case EXPRESSION, CLASS -> made;
            case METHOD -> only(made).getMember("value");
            case GETTER -> only(made).getMember("get");
            case SETTER -> only(made).getMember("set");
        };
    }

    private Value only(Value literal) {
        return world.call("describe", literal, world.call("ownKeys", literal).getArrayElement(0));
    }

    private void fill(int id) {
        var shell = shell(id);
        switch (snapshot.objects().get(id)) {
            case Plain(var keys, var values) -> {
                for (int i = 0; i < keys.size(); i++) {
                    shell.putMember(keys.get(i), value(values.get(i)));
                }
            }
            case Dense(var items) -> {
                for (int i = 0; i < items.size(); i++) {
                    shell.setArrayElement(i, value(items.get(i)));
                }
            }
            case Member member -> {}
            case Other other -> fill(shell, other);
        }
    }

    private void fill(Value shell, Other other) {
        var payload = other.payload();
        switch (other.kind()) {
            case MAP -> {
                for (int i = 0; i < payload.size(); i += 2) {
                    world.call("mapPut", shell, value(payload.get(i)), value(payload.get(i + 1)));
                }
            }
            case SET -> {
                for (int i = 0; i < payload.size(); i += 2) {
                    world.call("setPut", shell, value(payload.get(i)));
                }
            }
            case BUFFER -> world.call("fillBuffer", shell, 0, text(payload.get(0)));
            case FUNCTION, PROTOTYPE, ERROR -> removeOthers(shell, other);
            default -> {}
        }
        world.call("setProto", shell, value(other.proto()));
        other.properties().forEach(property -> define(shell, property));
        if (!other.extensible()) {
            world.call("close", shell);
        }
    }

    /** Properties that it was born with and that the guest had deleted. */
    private void removeOthers(Value shell, Other other) {
        var kept = new HashSet<Object>();
        other.properties().forEach(property -> kept.add(value(property.key())));
        var keys = world.call("ownKeys", shell);
        for (long i = 0; i < keys.getArraySize(); i++) {
            var key = keys.getArrayElement(i);
            if (!kept.contains(key.isString() ? key.asString() : key)) {
                world.call("remove", shell, key);
            }
        }
    }

    private void define(Value holder, Property property) {
        var key = value(property.key());
        if (property.accessor()) {
            world.call(
                    "defineAccessor", holder, key, property.flags(), value(property.value()), value(property.setter()));
        } else {
            world.call("defineValue", holder, key, property.flags(), value(property.value()));
        }
    }

    private Object value(Datum datum) {
        return switch (datum) {
            case Datum.Word word -> word(word);
            case Datum.Int(int value) -> value;
            case Datum.Real(double value) -> value;
            case Datum.Text(var value) -> value;
            case Datum.Big(var digits) -> world.call("makeBig", digits);
            case Datum.Ref(int object) -> shell(object);
            case Datum.Sym(int symbol) -> symbols.get(symbol);
            case Datum.Root(var path) -> world.call("rootAt", path);
            case Datum.Builtin(var path) -> world.call("fromText", path);
            case Datum.Tool(var path) -> tool(path);
        };
    }

    private Object word(Datum.Word word) {
        return switch (word) {
            case UNDEFINED, HOLE -> world.undefined;
            case NULL -> world.nothing;
            case TRUE -> true;
            case FALSE -> false;
        };
    }

    private Value tool(String path) {
        int space = path.indexOf(' ');
        return toolAt.apply(space < 0 ? path : path.substring(0, space), path.substring(space + 1));
    }

    private static int integer(Datum datum) {
        return ((Datum.Int) datum).value();
    }

    private static String text(Datum datum) {
        return ((Datum.Text) datum).value();
    }
}

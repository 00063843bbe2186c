/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.sandbox.variables.Snapshot.Binding;
import dev.dormouse.sandbox.variables.Snapshot.Form;
import dev.dormouse.sandbox.variables.Snapshot.FunctionText;
import dev.dormouse.sandbox.variables.Snapshot.Kind;
import dev.dormouse.sandbox.variables.Snapshot.Member;
import dev.dormouse.sandbox.variables.Snapshot.ObjectRecord;
import dev.dormouse.sandbox.variables.Snapshot.Other;
import dev.dormouse.sandbox.variables.Snapshot.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Captures functions and classes by their text. A function of a cell refers to the cell's bindings directly; it can be
 * made again when each of these is still the variable of that name, and when it sees no other local.
 */
final class Functions {
    /** Length, name, and prototype for a generator. */
    private static final int MEMBER_KEYS = 3;

    private final Capture capture;
    private final Map<String, List<FunctionText>> texts = new LinkedHashMap<>();
    private final Map<String, Integer> unitIds = new LinkedHashMap<>();
    /** Prototype objects, by id, with the function that each was born with. */
    private final Map<Integer, Integer> prototypes = new LinkedHashMap<>();

    private final Map<Integer, Place> membersWithoutClass = new HashMap<>();

    Functions(Capture capture) {
        this.capture = capture;
    }

    Optional<String> problem(Value function) {
        var unit = capture.units.of(function);
        if (unit.isEmpty()) {
            return Optional.of("a function that is not written in the session's code (bound, native, or made by eval)");
        }
        if (!capture.world.text("functionText", function).contentEquals(text(function))) {
            return Optional.of("a bound function; write a function that calls the other one instead");
        }
        var code = code(unit.get(), function);
        if (code.isEmpty()) {
            return Optional.of("a function whose place in the code cannot be found");
        }
        return code.get().member ? Optional.empty() : code.get().problem().or(() -> superseded(unit.get(), code.get()));
    }

    private Optional<String> superseded(String unit, UnitScopes.Code code) {
        for (var name : code.bindings) {
            var getter =
                    capture.world.call("describe", capture.world.global, name).getMember("get");
            boolean current = getter != null
                    && getter.canExecute()
                    && capture.units.publishes(getter)
                    && capture.units.of(getter).orElseThrow().equals(unit);
            if (!current) {
                return Optional.of("a function over the variable " + name
                        + " of an earlier cell, which has been declared again since");
            }
        }
        return Optional.empty();
    }

    /** Whether it is a class whose instances have fields that can't be read. */
    boolean hidesFields(@Nullable Value constructor) {
        if (constructor == null || !constructor.canExecute()) {
            return false;
        }
        return capture.units
                .of(constructor)
                .flatMap(unit -> code(unit, constructor))
                .map(code -> code.form == Form.CLASS && code.privateNames())
                .orElse(false);
    }

    ObjectRecord record(int id, Value function, Place place) {
        var unit = capture.units.of(function).orElseThrow();
        var code = code(unit, function).orElseThrow();
        if (code.member) {
            membersWithoutClass.put(id, place);
            return new Other(Kind.FUNCTION, List.of(), Datum.Word.NULL, true, List.of());
        }
        var unitTexts = texts.computeIfAbsent(unit, any -> new ArrayList<>());
        unitTexts.add(new FunctionText(text(function).toString(), code.form, code.strict));
        var payload = List.<Datum>of(new Datum.Int(unitId(unit)), new Datum.Int(unitTexts.size() - 1));
        if (code.form == Form.CLASS) {
            members(id, function, unit);
        }
        bornWith(id, function, place);
        return new Objects(capture, this).other(Kind.FUNCTION, payload, function, place);
    }

    private void bornWith(int id, Value function, Place place) {
        var prototype = capture.world.call("describe", function, "prototype").getMember("value");
        if (prototype != null
                && prototype.hasMembers()
                && capture.datum(prototype, place.property("prototype")) instanceof Datum.Ref(int object)) {
            prototypes.putIfAbsent(object, id);
        }
    }

    /** The methods and accessors of a class are made with it. */
    private void members(int classId, Value class_, String unit) {
        membersOf(classId, class_, class_, unit);
        var prototype = capture.world.call("describe", class_, "prototype").getMember("value");
        if (prototype != null) {
            membersOf(classId, prototype, class_, unit);
        }
    }

    private void membersOf(int classId, Value holder, Value class_, String unit) {
        var keys = capture.world.call("ownKeys", holder);
        var place = new Place(null, "member");
        for (long i = 0; i < keys.getArraySize(); i++) {
            var key = keys.getArrayElement(i);
            var described = capture.world.call("describe", holder, key);
            var parts = List.of("get", "set", "value");
            for (int part = 0; part < parts.size(); part++) {
                var function = described.getMember(parts.get(part));
                if (function != null && stands(function, class_, unit)) {
                    var known = capture.idOf(function);
                    int id = known == null ? capture.newId(function) : known;
                    membersWithoutClass.remove(id);
                    if (capture.world.call("ownKeys", function).getArraySize() > MEMBER_KEYS) {
                        capture.report(place.property(key.toString()), "a method with properties of its own");
                    }
                    capture.set(id, new Member(classId, holder != class_, capture.datum(key, place), part));
                }
            }
        }
    }

    /** Whether the function is a member that stands inside the text of that class. */
    private boolean stands(Value function, Value class_, String unit) {
        if (!function.canExecute()
                || function.equals(class_)
                || !capture.units.of(function).equals(Optional.of(unit))) {
            return false;
        }
        var inner = function.getSourceLocation();
        var outer = class_.getSourceLocation();
        return inner.getCharIndex() > outer.getCharIndex()
                && inner.getCharEndIndex() < outer.getCharEndIndex()
                && code(unit, function).map(code -> code.member).orElse(false);
    }

    /** To be called at the end of the walk, when every class has been seen. */
    void settle() {
        membersWithoutClass.forEach((id, place) ->
                capture.report(place, "a method whose class is no longer reachable; keep the class in a variable"));
        prototypes.forEach((object, function) -> {
            if (capture.get(object) instanceof Other other && other.kind() == Kind.OBJECT) {
                var payload = List.<Datum>of(new Datum.Ref(function));
                capture.set(
                        object,
                        new Other(Kind.PROTOTYPE, payload, other.proto(), other.extensible(), other.properties()));
            }
        });
    }

    List<Unit> unitRecords(Map<String, List<Binding>> bindings) {
        bindings.keySet().forEach(this::unitId);
        return unitIds.keySet().stream()
                .map(unit -> new Unit(bindings.getOrDefault(unit, List.of()), texts.getOrDefault(unit, List.of())))
                .toList();
    }

    private int unitId(String unit) {
        return unitIds.computeIfAbsent(unit, any -> unitIds.size());
    }

    private Optional<UnitScopes.Code> code(String unit, Value function) {
        var section = function.getSourceLocation();
        return capture.units.scopes(unit).at(section.getCharIndex(), section.getCharEndIndex());
    }

    private static CharSequence text(Value function) {
        return function.getSourceLocation().getCharacters();
    }
}

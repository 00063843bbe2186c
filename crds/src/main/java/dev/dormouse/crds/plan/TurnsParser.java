/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.crds.v1alpha1.TurnSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** From {@code spec.turns} to plans. */
final class TurnsParser {
    private static final int MAX_CODE_BYTES = 32 * 1024;
    private static final int MAX_ALL_CODE_BYTES = 128 * 1024;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private TurnsParser() {}

    static List<TurnPlan> parse(List<TurnSpec> specs) {
        if (specs.isEmpty()) {
            throw new Refusal("spec.turns", Reason.MISSING_FIELD, "has no entry; add the first turn");
        }
        var turns = new ArrayList<TurnPlan>();
        var bytes = 0;
        for (int i = 0; i < specs.size(); i++) {
            var field = "spec.turns[" + i + "]";
            turns.add(turn(specs.get(i), field));
            bytes += size(turns.getLast(), field);
        }
        Refusal.distinct(turns.stream().map(TurnPlan::name).toList(), "spec.turns");
        if (bytes > MAX_ALL_CODE_BYTES) {
            throw new Refusal(
                    "spec.turns",
                    Reason.TOO_LARGE,
                    "have " + bytes + " bytes of code together, at most 131072 fit; put code into ConfigMaps"
                            + " (codeFrom) or drop turns that have ended");
        }
        return turns;
    }

    private static TurnPlan turn(TurnSpec spec, String field) {
        var name = Refusal.present(spec.name(), field + ".name");
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    field + ".name",
                    Reason.INVALID_FIELD,
                    "must be at most 63 lower-case letters, digits and dashes; choose another name");
        }
        Refusal.exactlyOne(
                spec.code(),
                spec.codeFrom(),
                field,
                "turn " + name + " has exactly one of code and codeFrom; add or remove one");
        if (spec.code() != null) {
            return new TurnPlan(name, new CodeSource.Inline(spec.code()));
        }
        var from = Refusal.present(spec.codeFrom(), field + ".codeFrom");
        var path = field + ".codeFrom.configMapKeyRef";
        var ref = Refusal.present(from.configMapKeyRef(), path);
        return new TurnPlan(
                name,
                new CodeSource.FromConfigMap(
                        Refusal.present(ref.name(), path + ".name"), Refusal.present(ref.key(), path + ".key")));
    }

    private static int size(TurnPlan turn, String field) {
        return switch (turn.code()) {
            case CodeSource.FromConfigMap _ -> 0;
            case CodeSource.Inline(var code) -> {
                var bytes = code.getBytes(StandardCharsets.UTF_8).length;
                if (bytes > MAX_CODE_BYTES) {
                    throw new Refusal(
                            field + ".code",
                            Reason.TOO_LARGE,
                            "has " + bytes + " bytes, at most 32768 fit; split the turn, or put the code into a"
                                    + " ConfigMap (codeFrom)");
                }
                yield bytes;
            }
        };
    }
}

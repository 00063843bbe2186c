/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import static dev.dormouse.sandbox.confine.Instruction.ARCHITECTURE;
import static dev.dormouse.sandbox.confine.Instruction.EQUAL;
import static dev.dormouse.sandbox.confine.Instruction.GREATER;
import static dev.dormouse.sandbox.confine.Instruction.GREATER_OR_EQUAL;
import static dev.dormouse.sandbox.confine.Instruction.NUMBER;
import static dev.dormouse.sandbox.confine.Instruction.jump;
import static dev.dormouse.sandbox.confine.Instruction.load;
import static dev.dormouse.sandbox.confine.Instruction.refuse;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * What a process may ask the kernel. A value; {@link Confinement} makes it hold.
 *
 * <p>Besides what the rules say, calls by another table of numbers than the architecture's own (32 bits, x32) are
 * refused, and calls that are newer than this list are unknown.
 */
public record SystemCallFilter(List<Rule> rules) {
    /** Set in the numbers of x32, which has the architecture of x86-64. */
    private static final int X32 = 0x40000000;

    public SystemCallFilter {
        rules = List.copyOf(rules);
        var seen = EnumSet.noneOf(SystemCall.class);
        for (var rule : rules) {
            if (!seen.add(rule.call())) {
                throw new IllegalArgumentException("two rules for " + rule.call());
            }
        }
    }

    /** The program that the kernel runs for each call. */
    public List<Instruction> program(Architecture architecture) {
        var code = new ArrayList<>(List.of(
                load(ARCHITECTURE),
                jump(EQUAL, architecture.audit(), 1, 0),
                refuse(Errno.EPERM.number()),
                load(NUMBER),
                jump(GREATER_OR_EQUAL, X32, 0, 1),
                refuse(Errno.EPERM.number()),
                jump(GREATER, SystemCall.NEWEST, 0, 1),
                refuse(Errno.ENOSYS.number())));
        for (var rule : rules) {
            rule.call().on(architecture).ifPresent(number -> {
                var decision = rule.decision();
                code.add(jump(EQUAL, number, 0, decision.size()));
                code.addAll(decision);
            });
        }
        code.add(Instruction.allow());
        return List.copyOf(code);
    }
}

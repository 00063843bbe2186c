/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import java.util.List;

/** Runs a filter as the kernel would. */
final class Bpf {
    private Bpf() {}

    /** What the filter answers: {@link Instruction#ALLOW}, or {@link Instruction#ERRNO} with the number. */
    static int run(List<Instruction> program, int architecture, int number, long... arguments) {
        int accumulator = 0;
        for (int at = 0; ; at++) {
            var instruction = program.get(at);
            int operand = instruction.operand();
            switch (instruction.code()) {
                case Instruction.LOAD -> accumulator = input(operand, architecture, number, arguments);
                case Instruction.AND -> accumulator &= operand;
                case Instruction.EQUAL -> at += skipped(instruction, accumulator == operand);
                case Instruction.GREATER ->
                    at += skipped(instruction, Integer.compareUnsigned(accumulator, operand) > 0);
                case Instruction.GREATER_OR_EQUAL ->
                    at += skipped(instruction, Integer.compareUnsigned(accumulator, operand) >= 0);
                case Instruction.RETURN -> {
                    return operand;
                }
                default -> throw new AssertionError("the kernel would refuse " + instruction);
            }
        }
    }

    private static int skipped(Instruction jump, boolean holds) {
        return holds ? jump.jumpTrue() : jump.jumpFalse();
    }

    private static int input(int offset, int architecture, int number, long... arguments) {
        return switch (offset) {
            case 0 -> number;
            case 4 -> architecture;
            default -> {
                int index = (offset - 16) / 8;
                if (offset < 16 || (offset - 16) % 8 != 0 || index > 5) {
                    throw new AssertionError("a load from " + offset);
                }
                yield index < arguments.length ? (int) arguments[index] : 0;
            }
        };
    }
}

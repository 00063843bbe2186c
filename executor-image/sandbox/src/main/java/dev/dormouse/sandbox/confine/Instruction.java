/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

/**
 * One instruction of classic BPF, as linux/filter.h has it.
 *
 * @param jumpTrue instructions to skip when the comparison holds
 * @param jumpFalse instructions to skip when it doesn't
 */
public record Instruction(int code, int jumpTrue, int jumpFalse, int operand) {
    public static final int LOAD = 0x20;
    public static final int AND = 0x54;
    public static final int EQUAL = 0x15;
    public static final int GREATER = 0x25;
    public static final int GREATER_OR_EQUAL = 0x35;
    public static final int RETURN = 0x06;

    public static final int ALLOW = 0x7fff0000;
    public static final int ERRNO = 0x00050000;

    /** Offsets in the input of a filter, struct seccomp_data. */
    public static final int NUMBER = 0;

    public static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    private static final int LONGEST_JUMP = 255;

    public Instruction {
        if (jumpTrue > LONGEST_JUMP || jumpFalse > LONGEST_JUMP) {
            throw new IllegalArgumentException("a jump over more than " + LONGEST_JUMP + " instructions");
        }
    }

    static Instruction load(int offset) {
        return new Instruction(LOAD, 0, 0, offset);
    }

    /** The lower half of an argument: the kernel itself looks at no more of those that rules are about. */
    static Instruction loadArgument(int index) {
        return load(ARGUMENTS + 8 * index);
    }

    static Instruction and(int mask) {
        return new Instruction(AND, 0, 0, mask);
    }

    static Instruction jump(int comparison, int value, int jumpTrue, int jumpFalse) {
        return new Instruction(comparison, jumpTrue, jumpFalse, value);
    }

    static Instruction allow() {
        return new Instruction(RETURN, 0, 0, ALLOW);
    }

    static Instruction refuse(int errno) {
        return new Instruction(RETURN, 0, 0, ERRNO | errno);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import java.util.ArrayList;
import java.util.List;

/** What becomes of one system call; without a rule it is allowed. */
public sealed interface Rule {
    SystemCall call();

    /** What is done once the number has been found to be the one of {@link #call}; each way ends with a decision. */
    List<Instruction> decision();

    /**
     * Refused whatever its arguments are.
     *
     * @param errno the error that the caller sees
     */
    record Refused(SystemCall call, int errno) implements Rule {
        @Override
        public List<Instruction> decision() {
            return List.of(Instruction.refuse(errno));
        }
    }

    /** Allowed only with an argument like that. */
    record Only(SystemCall call, Argument argument) implements Rule {
        @Override
        public List<Instruction> decision() {
            return argument.choose(Instruction.allow(), Instruction.refuse(Errno.EPERM.number()));
        }
    }

    /** Refused with an argument like that. */
    record Except(SystemCall call, Argument argument) implements Rule {
        @Override
        public List<Instruction> decision() {
            return argument.choose(Instruction.refuse(Errno.EPERM.number()), Instruction.allow());
        }
    }

    /**
     * An argument that is one of the values, as far as the mask looks at it.
     *
     * @param index from 0
     * @param mask of its lower half
     */
    record Argument(int index, int mask, List<Integer> values) {
        public Argument {
            values = List.copyOf(values);
        }

        List<Instruction> choose(Instruction like, Instruction unlike) {
            var code = new ArrayList<Instruction>();
            code.add(Instruction.loadArgument(index));
            code.add(Instruction.and(mask));
            for (int i = 0; i < values.size(); i++) {
                code.add(Instruction.jump(Instruction.EQUAL, values.get(i), values.size() - i, 0));
            }
            code.add(unlike);
            code.add(like);
            return code;
        }
    }
}

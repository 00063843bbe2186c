/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import dev.dormouse.sandbox.confine.Rule.Argument;
import dev.dormouse.sandbox.confine.Rule.Except;
import dev.dormouse.sandbox.confine.Rule.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a command where no filter can be installed, as under a strict runtime or an old kernel: {@code Denial
 * refused|unknown|pretended COMMAND...}. The denial is the kernel's own. With {@code pretended}, seccomp says that it has
 * done what it hasn't, as an emulated kernel might.
 */
public final class Denial {
    private static final int PR_SET_SECCOMP = 22;

    private Denial() {}

    public static void main(String[] arguments) throws Exception {
        var rules = new ArrayList<Rule>();
        switch (arguments[0]) {
            case "refused" -> rules.add(new Refused(SystemCall.SECCOMP, Errno.EPERM.number()));
            case "unknown" -> rules.add(new Refused(SystemCall.SECCOMP, Errno.ENOSYS.number()));
            case "pretended" -> rules.add(new Refused(SystemCall.SECCOMP, 0));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        rules.add(new Except(SystemCall.PRCTL, new Argument(0, -1, List.of(PR_SET_SECCOMP))));
        Confinement.apply(new SystemCallFilter(rules));
        var command = List.of(arguments).subList(1, arguments.length);
        var process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        System.exit(process.waitFor());
    }
}

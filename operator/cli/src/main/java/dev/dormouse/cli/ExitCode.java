/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

/** Exit codes of {@code dormouse}; part of its interface. */
public enum ExitCode {
    /** Every turn has run to its end. */
    COMPLETED(0),
    /** The last turn that ran has failed; the status says why. */
    TURN_FAILED(1),
    /** The command or the file is wrong; nothing has run. */
    BAD_INPUT(2),
    /** A call is in doubt and needs a person. */
    AWAITING_DECISION(3),
    /** Suspended or cancelled by {@code spec.desiredState}. */
    STOPPED(4),
    /** Something the task needs isn't there, or an edit of the file was not taken in; run it again. */
    BLOCKED(5),
    /** The state folder is in use, unreadable or gone. */
    STATE_UNUSABLE(6),
    /** A bug, or the broker was killed: it ended in a way that has no code. */
    BROKEN(70),
    /** Ended by Ctrl-C; run it again to go on. SIGTERM has 143 and SIGHUP 129, which the JVM sees to. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}

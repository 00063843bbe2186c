/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.wire.frame.FrameHead;
import dev.dormouse.wire.frame.MalformedFrameException;
import dev.dormouse.wire.frame.ToSandbox.StepLimits;

/**
 * Whose turn it is between broker and one evaluator, and what the evaluator may say now. A frame out of turn means that
 * the guest has taken the evaluator over, or that there is a bug; both end it.
 */
final class Turn {
    private static final int PRINT_SLACK = 64 * 1024;

    private enum Phase {
        READY,
        OPENING,
        RUNNING,
        FINISHING
    }

    private Phase phase = Phase.READY;
    private boolean greeted;
    private StepLimits limits = new StepLimits(0, 0, 0, 0, 0);
    private int lastCall;
    private int settled;
    private long printed;

    /** The evaluator owes an answer. */
    boolean busy() {
        return !greeted || phase != Phase.READY;
    }

    /** The guest's code runs, or its variables are captured: the step's limits count. */
    boolean inStep() {
        return phase == Phase.RUNNING || phase == Phase.FINISHING;
    }

    void opening() {
        phase = Phase.OPENING;
    }

    void beginning(StepLimits stepLimits) {
        phase = Phase.RUNNING;
        limits = stepLimits;
        lastCall = 0;
        settled = 0;
        printed = 0;
    }

    void settling(int k) {
        phase = Phase.RUNNING;
        settled = k;
    }

    void finishing() {
        phase = Phase.FINISHING;
    }

    /** Takes note of a frame of the evaluator, or refuses it. */
    void heard(FrameHead frame, int bytes) throws MalformedFrameException {
        switch (frame.type()) {
            case "hello", "unconfined" -> greeted();
            case "opened" -> ends(Phase.OPENING, frame);
            case "finished" -> ends(Phase.FINISHING, frame);
            case "called" -> called(frame);
            case "printed" -> printed(frame, bytes);
            case "idle" -> {
                require(frame.k() == settled, "Idle(" + frame.k() + ") instead of Idle(" + settled + ")");
                ends(Phase.RUNNING, frame);
            }
            default -> throw new MalformedFrameException("a frame of type '" + cut(frame.type()) + "'");
        }
    }

    /** Comes first, but the broker need not wait for it. */
    private void greeted() throws MalformedFrameException {
        require(!greeted, "a second greeting");
        greeted = true;
    }

    private void called(FrameHead frame) throws MalformedFrameException {
        inTurn(Phase.RUNNING, frame);
        require(
                frame.n() == lastCall + 1 && frame.after() == settled,
                "call " + frame.n() + " after " + frame.after() + " instead of call " + (lastCall + 1) + " after "
                        + settled);
        lastCall = frame.n();
        require(lastCall - settled <= limits.openCalls(), "more open calls than " + limits.openCalls());
    }

    private void printed(FrameHead frame, int bytes) throws MalformedFrameException {
        inTurn(Phase.RUNNING, frame);
        printed += bytes;
        // A control character takes six bytes in JSON, and each line has a frame around it.
        require(printed <= 40L * limits.printBytes() + PRINT_SLACK, "more output than " + limits.printBytes());
    }

    private void ends(Phase expected, FrameHead frame) throws MalformedFrameException {
        inTurn(expected, frame);
        phase = Phase.READY;
    }

    private void inTurn(Phase expected, FrameHead frame) throws MalformedFrameException {
        require(greeted && phase == expected, "a frame out of turn: " + frame.type() + " while " + phase);
    }

    private static void require(boolean holds, String otherwise) throws MalformedFrameException {
        if (!holds) {
            throw new MalformedFrameException(otherwise);
        }
    }

    private static String cut(String text) {
        return text.length() > 40 ? text.substring(0, 40) : text;
    }
}

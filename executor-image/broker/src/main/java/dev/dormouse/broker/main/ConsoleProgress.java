/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.session.Progress;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.TurnState;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One line an event, for {@code kubectl logs} and for the terminal of {@code dormouse run}. */
final class ConsoleProgress implements Progress {
    /** {@code LocalTime.toString} leaves the seconds out when they are 0. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final Keyring keyring;
    private final InstantSource clock;

    /** @param keyring whose values are never printed */
    ConsoleProgress(PrintStream out, Keyring keyring, InstantSource clock) {
        this.out = out;
        this.keyring = keyring;
        this.clock = clock;
    }

    @Override
    public void stepBegan(StepId step, boolean again) {
        line("turn " + step.turn() + (again ? " goes on" : " begins"));
    }

    @Override
    public void printed(StepId step, String text) {
        line("turn " + step.turn() + " | " + text);
    }

    @Override
    public void turnEnded(TurnState turn) {
        var counts = turn.counters().toolCalls() + " calls, " + turn.counters().effects() + " effects";
        var message = turn.message() == null ? "" : ": " + turn.message();
        line("turn " + turn.name() + " " + turn.phase().name().toLowerCase(Locale.ROOT) + " (" + counts + ")"
                + message);
    }

    @Override
    public void waiting(String message) {
        line(message);
    }

    @Override
    public void confined(int landlock) {
        line("sandbox: system-call filter on; Landlock: "
                + (landlock == 0 ? "not available on this kernel" : "ABI " + landlock));
    }

    /** Says one thing. */
    void line(String text) {
        out.println(TIME.format(clock.instant()) + " " + keyring.screened(text));
    }
}

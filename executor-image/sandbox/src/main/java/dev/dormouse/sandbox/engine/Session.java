/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import dev.dormouse.sandbox.variables.Captured;
import dev.dormouse.sandbox.variables.Variables;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.util.List;
import java.util.function.IntSupplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/**
 * One session: a context of its own whose top-level variables last from cell to cell. For one thread. Every method runs
 * the guest until its microtask queue is empty, however long that takes: who owns the process ends what doesn't end.
 */
public final class Session implements AutoCloseable {
    private final CellParser parser = new GraalCellParser();
    private final Context context;
    private final Value guest;
    private final GuestErrors errors;
    private final RunningStep.Holder current;
    private final Variables variables;

    /** A session without any variables, and without code: {@link #open} comes first. */
    public Session(GuestEngine engine) {
        context = engine.newContext();
        errors = new GuestErrors(this::describe);
        current = new RunningStep.Holder(errors);
        guest = context.eval(engine.prelude()).execute(HostFunctions.of(current));
        variables = new Variables(context, engine.variables(), guest);
    }

    /** Gives it exactly the variables of the snapshot. Once. */
    public Session open(ToSandbox.Open open) {
        variables.tell("task", Json.text(open.task()));
        variables.tell("inputs", Json.text(open.inputs()));
        var snapshot = open.snapshot();
        if (snapshot != null) {
            variables.restore(snapshot);
        }
        return this;
    }

    private String describe(Value error) {
        return guest.getMember("describeError").execute(error).asString();
    }

    public List<String> variables() {
        return variables.names();
    }

    /** Runs a cell as far as it gets without a settlement. */
    public ToBroker.Idle begin(ToSandbox.Begin begin, StepListener listener) {
        var step = new RunningStep(begin, listener, errors);
        current.set(step);
        var name = begin.step().toString();
        errors.cell(name, begin.code());
        try {
            var cell = WrappedCell.of(begin.code(), parser.parse(begin.code()));
            guest.getMember("clock").executeVoid((double) begin.clockMillis());
            var source = variables.units().add(name, cell.text(), cell.prologue());
            errors.cell(source.getName(), begin.code());
            var function = context.eval(source).execute(guest.getMember("publish"));
            guest.getMember("start").executeVoid(function);
        } catch (CellSyntaxException e) {
            step.failed(new Completion.Threw(e.name(), String.valueOf(e.getMessage()), e.line()));
        } catch (PolyglotException e) {
            step.failed(errors.threw(e));
        }
        return idle();
    }

    /** Settles one call and runs the guest until it is idle again. */
    public ToBroker.Idle settle(ToSandbox.Settle settle) {
        current.step().settling(settle.k(), settle.n());
        try {
            guest.getMember("clock").executeVoid((double) settle.clockMillis());
            var resolve = guest.getMember("settle");
            switch (settle.outcome()) {
                case Outcome.Ok(var value) -> resolve.executeVoid(settle.n(), true, JsonText.orEmpty(value), "", "");
                case Outcome.Failed(var code, var message, var data) ->
                    resolve.executeVoid(settle.n(), false, JsonText.orEmpty(data), code, message);
            }
        } catch (PolyglotException e) {
            current.step().failed(errors.threw(e));
        }
        return idle();
    }

    private ToBroker.Idle idle() {
        IntSupplier settled = current.step()::settled;
        return new ToBroker.Idle(settled.getAsInt(), current.step().completion());
    }

    /** Ends the step and captures the variables. */
    public ToBroker.Finished finish() {
        guest.getMember("retract").executeVoid();
        Captured captured = variables.capture();
        return new ToBroker.Finished(captured.snapshot(), captured.names(), captured.uncaptured());
    }

    @Override
    public void close() {
        context.close(true);
    }
}

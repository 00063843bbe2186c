/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskPlan;
import java.util.Map;
import java.util.function.Consumer;

/** Where a task and what it names stand. */
public interface TaskSource extends AutoCloseable {
    /** Reads everything anew; blocks. */
    Loaded load();

    /** The text of a turn's code; blocks. */
    Code code(TaskPlan.CodeSource source);

    /** Tells {@code changed} whenever the task is another than before, on any thread, until {@link #close}. */
    void watch(Consumer<Loaded> changed);

    @Override
    void close();

    /** What was found. */
    sealed interface Loaded {
        /** @param servers by name, one for each that {@code task.tools} names */
        record Ready(TaskPlan task, Map<String, ServerPlan> servers) implements Loaded {}

        /**
         * Something is missing or wrong; the message names it and the remedy.
         *
         * @param generation of the task that says so
         */
        record Blocked(String message, long generation) implements Loaded {}

        /** The task was deleted. */
        record Gone() implements Loaded {}
    }

    /** A turn's code, or why there is none. */
    sealed interface Code {
        record Text(String code) implements Code {}

        record Missing(String message) implements Code {}

        /** It holds the value of a Secret and is not run. */
        record Withheld(String message) implements Code {}
    }
}

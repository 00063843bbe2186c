/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.model.ToolServer.ServerUnavailableException;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.broker.policy.Catalogue;
import dev.dormouse.broker.policy.Catalogue.BoundServer;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.broker.task.TaskSource.Code;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.ToolBinding;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gets what a step needs before it can begin: its code and the tools of its servers. Blocks; not on the loop. */
final class Preparation {
    /** A server that isn't there yet is asked again for this long before the pod is let go. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Gateway gateway;
    private final TaskSource source;
    private boolean readBefore;

    Preparation(Gateway gateway, TaskSource source) {
        this.gateway = gateway;
        this.source = source;
    }

    /** What came of it. */
    sealed interface Prepared {
        record Ready(String code, Catalogue catalogue) implements Prepared {}

        /** What the task names has been edited, of which no watch tells. */
        record Edited(TaskSource.Loaded.Ready now) implements Prepared {}

        /**
         * The message names what is missing and the remedy.
         *
         * @param cause one word for programs; absent where only the message says it
         */
        record Blocked(@Nullable Reason cause, String message) implements Prepared {
            Blocked(String message) {
                this(null, message);
            }
        }
    }

    /** Prepares on a thread of its own. From the second time on it reads anew what the task names. */
    void prepare(TaskSource.Loaded.Ready task, CodeSource code, Consumer<Prepared> done) {
        var again = readBefore;
        readBefore = true;
        Thread.ofVirtual().start(() -> done.accept(attempt(task, code, again)));
    }

    private Prepared attempt(TaskSource.Loaded.Ready task, CodeSource code, boolean again) {
        try {
            return again ? prepareAnew(task, code) : prepare(task, code);
        } catch (ServerUnavailableException e) {
            return new Prepared.Blocked(e.reason().orElse(null), e.why());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Prepared.Blocked("interrupted");
        }
    }

    private Prepared prepareAnew(TaskSource.Loaded.Ready task, CodeSource code)
            throws ServerUnavailableException, InterruptedException {
        return switch (patiently(this::read)) {
            case TaskSource.Loaded.Ready now when !now.servers().equals(task.servers()) -> new Prepared.Edited(now);
            case TaskSource.Loaded.Blocked(var message, var _) -> new Prepared.Blocked(message);
            case TaskSource.Loaded.Ready _, TaskSource.Loaded.Gone _ -> prepare(task, code); // the watch tells
        };
    }

    /** What reading throws is up to its source. */
    private TaskSource.Loaded read() throws ServerUnavailableException {
        try {
            return source.load();
        } catch (RuntimeException e) {
            throw new ServerUnavailableException("what the task names can't be read just now: " + e.getMessage());
        }
    }

    private Prepared prepare(TaskSource.Loaded.Ready task, CodeSource code)
            throws ServerUnavailableException, InterruptedException {
        return switch (source.code(code)) {
            case Code.Missing(var message) -> new Prepared.Blocked(message);
            case Code.Withheld(var message) -> new Prepared.Blocked(Reason.SECRET_WITHHELD, message);
            case Code.Text(var text) -> withTools(task, text);
        };
    }

    private Prepared withTools(TaskSource.Loaded.Ready task, String code)
            throws ServerUnavailableException, InterruptedException {
        var tools = tools(task.task());
        var bound = new ArrayList<BoundServer>();
        for (var binding : task.task().tools()) {
            var server = task.servers().get(binding.server());
            if (server == null) {
                return new Prepared.Blocked("McpServer " + binding.server() + " does not exist");
            }
            bound.add(new BoundServer(binding, server, tools.getOrDefault(binding.server(), List.of())));
        }
        return new Prepared.Ready(code, Catalogue.of(bound));
    }

    /** All servers at once, each patiently. */
    private Map<String, List<ToolDescription>> tools(TaskPlan task)
            throws ServerUnavailableException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new HashMap<String, Future<List<ToolDescription>>>();
            for (ToolBinding binding : task.tools()) {
                asked.computeIfAbsent(
                        binding.server(),
                        name -> threads.submit(
                                () -> patiently(() -> gateway.server(name).listTools())));
            }
            var answers = new HashMap<String, List<ToolDescription>>();
            for (var each : asked.entrySet()) {
                answers.put(each.getKey(), answer(each.getKey(), each.getValue()));
            }
            return answers;
        }
    }

    private static List<ToolDescription> answer(String server, Future<List<ToolDescription>> asked)
            throws ServerUnavailableException, InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ServerUnavailableException known
                    ? known
                    : new ServerUnavailableException("McpServer " + server + ": " + e);
        }
    }

    private interface Asking<T> {
        T ask() throws ServerUnavailableException;
    }

    private static <T> T patiently(Asking<T> asking) throws ServerUnavailableException, InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return asking.ask();
            } catch (ServerUnavailableException e) {
                if (e.reason().isPresent() || System.nanoTime() > giveUp) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}

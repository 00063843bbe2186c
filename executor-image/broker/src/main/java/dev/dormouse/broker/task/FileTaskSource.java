/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.crds.file.TaskFile;
import dev.dormouse.crds.file.TaskFileException;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A task out of a file, which may be edited while it runs, as a task in a cluster may: turns are added and withdrawn,
 * never changed. Its inputs, what its servers are and what they are sent count from the beginning to the end of a run:
 * an edit of that waits for the next one, whole.
 */
public final class FileTaskSource implements TaskSource {
    private static final Duration LOOKS = Duration.ofMillis(200);

    private final EditedFile edited;
    private final String uid;
    private final Consumer<String> progress;
    private volatile TaskFile file;
    private volatile @Nullable Thread looking;

    /**
     * @param uid of the session in the state folder
     * @param progress is told what becomes of an edit
     */
    public FileTaskSource(EditedFile edited, String uid, Consumer<String> progress) {
        this.edited = edited;
        this.uid = uid;
        this.progress = progress;
        this.file = edited.first();
    }

    @Override
    public Loaded.Ready load() {
        return new Loaded.Ready(file.task().identified(uid, 0), file.servers());
    }

    @Override
    public Code code(CodeSource source) {
        return switch (source) {
            case CodeSource.Inline(var code) -> new Code.Text(code);
            case CodeSource.FromConfigMap from -> inFile(from, file.code());
        };
    }

    private static Code inFile(CodeSource.FromConfigMap from, Map<CodeSource.FromConfigMap, String> texts) {
        var code = texts.get(from);
        return code == null
                ? new Code.Missing("the file has no ConfigMap " + from.name() + " with the key " + from.key())
                : new Code.Text(code);
    }

    @Override
    public void watch(Consumer<Loaded> changed) {
        looking = Thread.ofVirtual().name("task-file").start(() -> look(changed));
    }

    private void look(Consumer<Loaded> changed) {
        try {
            while (true) {
                Thread.sleep(LOOKS);
                if (take()) {
                    changed.accept(load());
                }
            }
        } catch (InterruptedException e) {
            // closed: nobody wants to be told any more
        }
    }

    /** Whether the file says something else, which can be taken in. */
    private boolean take() {
        try {
            return edited.look()
                    .filter(now -> !now.equals(file))
                    .map(this::take)
                    .orElse(false);
        } catch (TaskFileException e) {
            left("has been edited and can't be used:\n" + e.getMessage() + "\nthe run");
        } catch (ClosedByInterruptException e) {
            return false; // by close
        } catch (IOException e) {
            left("can't be read any more (" + e + "), and the run");
        }
        return false;
    }

    private boolean take(TaskFile now) {
        var fixed = fixed(now);
        var changed = reworded(now);
        if (!changed.isEmpty()) {
            left("has another text for turn " + String.join(", ", changed) + ": give it a new name; the run");
        } else if (!fixed.isEmpty()) {
            left("has another " + String.join(" and ", fixed) + ", which the next run will use; this one");
        } else {
            file = now;
            progress.accept(edited.path() + " has been edited and is taken in");
            return true;
        }
        return false;
    }

    /** Turns that have the name of another one, which the API server refuses, too. */
    private List<String> reworded(TaskFile now) {
        var known = file.task().turns().stream().collect(Collectors.toMap(TurnPlan::name, Function.identity()));
        return now.task().turns().stream()
                .filter(turn -> !turn.equals(known.getOrDefault(turn.name(), turn)))
                .map(TurnPlan::name)
                .toList();
    }

    private void left(String why) {
        progress.accept(edited.path() + " " + why + " goes on with what it said before");
    }

    /** What differs and may not while a run lasts. */
    private List<String> fixed(TaskFile now) {
        var differ = new ArrayList<String>();
        if (!now.task().ref().equals(file.task().ref())) {
            differ.add("metadata.name or namespace of the AgentTask");
        }
        if (!now.task().inputs().equals(file.task().inputs())) {
            differ.add("spec.inputs");
        }
        if (!now.servers().equals(file.servers())) {
            differ.add("McpServer");
        }
        if (!now.secrets().equals(file.secrets())) {
            differ.add("Secret");
        }
        return differ;
    }

    @Override
    public void close() {
        Optional.ofNullable(looking).ifPresent(Thread::interrupt);
    }
}

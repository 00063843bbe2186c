/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.crds.file.TaskFile;
import dev.dormouse.crds.file.TaskFileException;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task out of a file, which may be edited while it runs, as a task in a cluster may. What its servers are and what
 * they are sent counts from the beginning to the end of a run: an edit of that waits for the next one, whole.
 */
public final class FileTaskSource implements TaskSource {
    private static final Duration LOOKS = Duration.ofMillis(100);

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
        } catch (IOException e) {
            left("can't be read any more (" + e + "), and the run");
        }
        return false;
    }

    private boolean take(TaskFile now) {
        var fixed = fixed(now);
        if (fixed.isEmpty()) {
            file = now;
            progress.accept(edited.path() + " has been edited and is taken in");
            return true;
        }
        left("has another " + String.join(" and ", fixed) + ", which the next run will use; this one");
        return false;
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

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.crds.file.TaskFile;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import java.util.Map;
import java.util.function.Consumer;

/** A task out of a file that was read and checked whole; it never changes while it runs. */
public final class FileTaskSource implements TaskSource {
    private final TaskFile file;
    private final String uid;

    /** @param uid of the session in the state folder */
    public FileTaskSource(TaskFile file, String uid) {
        this.file = file;
        this.uid = uid;
    }

    @Override
    public Loaded load() {
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
    public void watch(Consumer<Loaded> changed) {}

    @Override
    public void close() {}
}

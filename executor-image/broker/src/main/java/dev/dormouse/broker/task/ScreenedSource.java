/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import java.util.function.Consumer;

/** Gives out no code that holds the value of a Secret: it would stand in the journal. */
public final class ScreenedSource implements TaskSource {
    private final TaskSource source;
    private final Keyring keyring;

    public ScreenedSource(TaskSource source, Keyring keyring) {
        this.source = source;
        this.keyring = keyring;
    }

    @Override
    public Loaded load() {
        return source.load();
    }

    @Override
    public Code code(CodeSource from) {
        var code = source.code(from);
        return code instanceof Code.Text(var text)
                ? keyring.find(text)
                        .<Code>map(
                                key -> new Code.Withheld(
                                        Keyring.withheld("the code of the turn", key)
                                                + "; take the value out of the code, and change the Secret, for others may have read it"))
                        .orElse(code)
                : code;
    }

    @Override
    public void watch(Consumer<Loaded> changed) {
        source.watch(changed);
    }

    @Override
    public void close() {
        source.close();
    }
}

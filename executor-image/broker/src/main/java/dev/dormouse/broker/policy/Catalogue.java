/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskPlan.ToolBinding;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.frame.ToSandbox.ToolDeclaration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tools that a task can reach by name, with what each may do.
 *
 * <p>Its {@link #declarations()} are pinned at the start of a step; its effect classes bind at once.
 */
public final class Catalogue {
    private final Map<String, Map<String, Entry>> byBinding;

    private Catalogue(Map<String, Map<String, Entry>> byBinding) {
        this.byBinding = byBinding;
    }

    /** @param server name of the McpServer behind the binding */
    public record Entry(String server, ToolDescription tool, EffectClass effect) {}

    /** A binding with the server behind it and all that the server offers, allowed or not. */
    public record BoundServer(ToolBinding binding, ServerPlan server, List<ToolDescription> tools) {}

    /** Keeps of each server what its binding allows. */
    public static Catalogue of(List<BoundServer> bound) {
        var byBinding = new LinkedHashMap<String, Map<String, Entry>>();
        for (var each : bound) {
            var entries = new LinkedHashMap<String, Entry>();
            for (var tool : each.tools()) {
                if (each.binding().allow().allows(tool.name())) {
                    entries.put(tool.name(), new Entry(each.server().name(), tool, effect(each.server(), tool)));
                }
            }
            byBinding.put(each.binding().name(), entries);
        }
        return new Catalogue(byBinding);
    }

    /** The override, else the server's own word where it is trusted, else a write. */
    static EffectClass effect(ServerPlan server, ToolDescription tool) {
        var override = server.overrides().get(tool.name());
        if (override != null) {
            return override;
        }
        if (server.trustAnnotations() && tool.readOnlyHint()) {
            return EffectClass.READ;
        }
        return server.trustAnnotations() && tool.idempotentHint() ? EffectClass.IDEMPOTENT : EffectClass.WRITE;
    }

    public Optional<Entry> find(String binding, String tool) {
        return Optional.ofNullable(byBinding.getOrDefault(binding, Map.of()).get(tool));
    }

    /** What the guest may see, in a fixed order. */
    public List<ToolDeclaration> declarations() {
        var all = new ArrayList<ToolDeclaration>();
        byBinding.forEach((binding, entries) -> entries.values().stream()
                .map(Entry::tool)
                .map(tool -> new ToolDeclaration(
                        binding, tool.name(), tool.description(), tool.inputSchema(), tool.outputSchema()))
                .forEach(all::add));
        return all;
    }
}

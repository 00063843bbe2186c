/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import dev.dormouse.wire.frame.ToSandbox.ToolDeclaration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tools that a step may name, and what to say about a name that isn't among them. */
final class ToolCatalog {
    private static final int MOST_FOUND = 10;
    private static final int MOST_NAMES = 60;

    private final Map<String, Map<String, ToolDeclaration>> servers = new LinkedHashMap<>();

    ToolCatalog(List<ToolDeclaration> tools) {
        for (var tool : tools) {
            servers.computeIfAbsent(tool.server(), server -> new LinkedHashMap<>())
                    .put(tool.tool(), tool);
        }
    }

    List<String> servers() {
        return List.copyOf(servers.keySet());
    }

    List<String> tools(String server) {
        return List.copyOf(servers.getOrDefault(server, Map.of()).keySet());
    }

    /** Empty when there is such a server, else what to tell the guest. */
    String problem(String server) {
        return servers.containsKey(server) ? "" : "unknown server '" + server + "'; there are: " + listed(servers());
    }

    /** Empty when there is such a tool, else what to tell the guest. */
    String problem(String server, String tool) {
        var known = servers.get(server);
        if (known == null) {
            return problem(server);
        }
        return known.containsKey(tool)
                ? ""
                : "unknown tool '" + tool + "' of server '" + server + "'; there are: " + listed(tools(server));
    }

    /** The same for a name as {@code tools.describe} takes it. */
    String problemOf(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0 ? problem(dotted) : problem(dotted.substring(0, dot), dotted.substring(dot + 1));
    }

    /** By its dotted name; for a server's name the declarations of all its tools. */
    String describe(String dotted) {
        var text = new StringBuilder();
        for (var tool : all()) {
            if (dotted.equals(name(tool)) || dotted.equals(tool.server())) {
                text.append(text.isEmpty() ? "" : "\n\n").append(TypeScript.declaration(tool));
            }
        }
        return text.toString();
    }

    /** Best first: how many of the words stand in name or description, the name counting more. */
    List<Found> search(String words) {
        var wanted = words.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+");
        return all().stream()
                .map(tool -> new Scored(tool, score(tool, wanted)))
                .filter(scored -> scored.score > 0)
                .sorted(Comparator.comparingInt(scored -> -scored.score))
                .limit(MOST_FOUND)
                .map(scored -> new Found(name(scored.tool), firstLine(scored.tool.description())))
                .toList();
    }

    private List<ToolDeclaration> all() {
        var all = new ArrayList<ToolDeclaration>();
        servers.values().forEach(tools -> all.addAll(tools.values()));
        return all;
    }

    private static int score(ToolDeclaration tool, String[] words) {
        var name = name(tool).toLowerCase(Locale.ROOT);
        var description = tool.description().toLowerCase(Locale.ROOT);
        int score = 0;
        for (var word : words) {
            if (!word.isEmpty()) {
                score += name.contains(word) ? 3 : description.contains(word) ? 1 : 0;
            }
        }
        return score;
    }

    static String name(ToolDeclaration tool) {
        return tool.tool().isEmpty() ? tool.server() : tool.server() + "." + tool.tool();
    }

    private static String firstLine(String text) {
        return Optional.of(text.strip().indexOf('\n'))
                .filter(end -> end >= 0)
                .map(end -> text.strip().substring(0, end))
                .orElse(text.strip());
    }

    private static String listed(List<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        var shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        return names.size() > MOST_NAMES ? shown + " and " + (names.size() - MOST_NAMES) + " more" : shown;
    }

    record Found(String name, String description) {}

    private record Scored(ToolDeclaration tool, int score) {}
}

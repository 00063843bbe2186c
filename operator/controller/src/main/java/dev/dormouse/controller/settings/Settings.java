/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the chart tells the operator.
 *
 * @param namespaces in which tasks run; in the others they are refused
 * @param maxPods pods of tasks at a time
 * @param stateBytes that a task may keep in ConfigMaps beside its state
 * @param reprobe after which a server that is ready is asked for its tools again
 */
public record Settings(
        Images images, Set<String> namespaces, int maxPods, long stateBytes, Network network, Duration reprobe) {
    private static final String NEVER = "kube-system";
    private static final int DEFAULT_MAX_PODS = 10;
    private static final int DEFAULT_STATE_MIB = 64;
    private static final long MIB = 1024 * 1024;
    private static final int DEFAULT_REPROBE_SECONDS = 21_600;

    public Settings {
        namespaces = Set.copyOf(namespaces);
        if (namespaces.contains(NEVER)) {
            throw new IllegalArgumentException("DORMOUSE_NAMESPACES: tasks never run in " + NEVER + "; remove it");
        }
        if (namespaces.isEmpty()) {
            throw new IllegalArgumentException("DORMOUSE_NAMESPACES: names no namespace; name those that tasks run in");
        }
        if (stateBytes < MIB) {
            throw new IllegalArgumentException("DORMOUSE_STATE_MIB: must be at least 1, is " + stateBytes / MIB);
        }
        if (maxPods < 1) {
            throw new IllegalArgumentException("DORMOUSE_MAX_PODS: must be at least 1, is " + maxPods);
        }
    }

    /** @param pullPolicy as in a container */
    public record Images(String broker, String sandbox, String pullPolicy) {}

    /** @throws IllegalArgumentException naming the variable that is missing or wrong, and the remedy */
    public static Settings from(Map<String, String> environment) {
        var images = new Images(
                required(environment, "DORMOUSE_BROKER_IMAGE"),
                required(environment, "DORMOUSE_SANDBOX_IMAGE"),
                environment.getOrDefault("DORMOUSE_IMAGE_PULL_POLICY", "IfNotPresent"));
        var namespaces = Arrays.stream(
                        required(environment, "DORMOUSE_NAMESPACES").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Settings(
                images,
                namespaces,
                number(environment, "DORMOUSE_MAX_PODS", DEFAULT_MAX_PODS),
                number(environment, "DORMOUSE_STATE_MIB", DEFAULT_STATE_MIB) * MIB,
                Network.from(environment.getOrDefault("DORMOUSE_NETWORK", "{}")),
                Duration.ofSeconds(number(environment, "DORMOUSE_REPROBE_SECONDS", DEFAULT_REPROBE_SECONDS)));
    }

    public boolean enabled(String namespace) {
        return namespaces.contains(namespace);
    }

    private static String required(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set; the chart sets it");
        }
        return value;
    }

    private static int number(Map<String, String> environment, String name, int absent) {
        var value = environment.get(name);
        try {
            return value == null ? absent : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": not a number: " + value, e);
        }
    }
}

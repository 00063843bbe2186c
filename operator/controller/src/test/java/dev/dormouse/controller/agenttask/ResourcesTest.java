/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.agenttask.Dereference.Found;
import dev.dormouse.controller.settings.Network;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.controller.settings.Settings.Images;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.wire.state.Blobs;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.PartName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A folder per scenario: {@code in-*.yaml} goes in, every object that comes out has its {@code out-<Kind>-<name>.yaml}.
 * A folder is added by adding it; {@code -Dgolden.update} rewrites what comes out.
 */
class ResourcesTest {
    private static final Path FOLDER = Path.of("src/test/resources/resources");
    private static final boolean UPDATE = System.getProperty("golden.update") != null;
    private static final Images IMAGES = new Images("broker@sha256:b", "sandbox@sha256:s", "IfNotPresent");
    private static final Settings SETTINGS =
            new Settings(IMAGES, Set.of("sales"), 10, 64 << 20, new Network(null, null, null), Duration.ofHours(6));

    /** Epoch 3 has what epoch 2 stored beside the state, and wants a part of its own. */
    private static final Head HEAD = Head.initial("task-uid")
            .ownedBy(3, null)
            .with(new Blobs(1, List.of(new PartName(3, 1)), List.of(new PartName(2, 7)), List.of(), null));

    private final KubernetesSerialization yaml = new KubernetesSerialization();

    static Stream<String> scenarios() throws IOException {
        try (var folders = Files.list(FOLDER)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void makesTheseObjects(String scenario) throws IOException {
        var made = made(FOLDER.resolve(scenario));
        if (UPDATE) {
            rewrite(FOLDER.resolve(scenario), made);
        }

        assertThat(files(FOLDER.resolve(scenario), "out-")).isEqualTo(made);
    }

    /** File names to YAML. */
    private Map<String, String> made(Path folder) {
        var found = found(folder);
        var plan = (Plan.Accepted) Plan.of(found, SETTINGS);
        var resources = Resources.of(found.task(), plan, SETTINGS, new TaskPod.Life(HEAD, "state-uid", true));
        return switch (resources) {
            case Resources(Access(var account, var role, var binding), var pod) ->
                Stream.of(
                                Resources.state(found.task()),
                                Resources.part(
                                        found.task(), HEAD.blobs().wanted().getFirst()),
                                account,
                                role,
                                binding,
                                pod)
                        .collect(
                                Collectors.toMap(ResourcesTest::file, yaml::asYaml, (one, other) -> one, TreeMap::new));
        };
    }

    private Found found(Path folder) {
        var objects = files(folder, "in-").values().stream()
                .flatMap(text -> Arrays.stream(text.split("(?m)^---$")))
                .toList();
        var servers = only(objects, McpServer.class)
                .collect(Collectors.toMap(it -> it.getMetadata().getName(), it -> it));
        return new Found(
                only(objects, AgentTask.class).findFirst().orElseThrow(),
                only(objects, AgentRuntime.class).findFirst(),
                servers);
    }

    private <T extends HasMetadata> Stream<T> only(List<String> objects, Class<T> kind) {
        return objects.stream()
                .filter(text -> text.contains("kind: " + kind.getSimpleName() + "\n"))
                .map(text -> yaml.unmarshal(text, kind));
    }

    private static String file(HasMetadata object) {
        return "out-" + object.getKind() + "-" + object.getMetadata().getName() + ".yaml";
    }

    private static Map<String, String> files(Path folder, String prefix) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString(),
                            ResourcesTest::read,
                            (one, other) -> one,
                            TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void rewrite(Path folder, Map<String, String> made) throws IOException {
        for (var old : files(folder, "out-").keySet()) {
            Files.delete(folder.resolve(old));
        }
        for (var file : made.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }
}

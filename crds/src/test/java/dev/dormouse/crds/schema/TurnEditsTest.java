/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.testing.ApiServer.Answer;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.TurnSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people and GitOps tools do to {@code spec.turns}, with the real kubectl. A turn is told apart by its name, so it
 * suffices for "no turn runs twice" that a name never gets another text within one session, and the head of the state
 * knows the names that ran. Nothing may be stuck: what was refused once gets in under a new name, by the same tool.
 */
class TurnEditsTest {
    private static final String REFUSED = "turn one: a turn never changes; give the new text a new name";
    private static final Map<String, String> BEFORE = turns("one", "1", "two", "2");

    private final ApiServer api = ApiServer.shared();
    private final String namespace = api.namespace();

    enum Way {
        CLIENT_SIDE_APPLY("apply"),
        SERVER_SIDE_APPLY("apply", "--server-side", "--force-conflicts"),
        REPLACE("replace"),
        DELETE_AND_CREATE("replace", "--force");

        final List<String> command;

        Way(String... command) {
            this.command = List.of(command);
        }
    }

    enum Edit {
        APPENDED(turns("one", "1", "two", "2", "three", "3")),
        PUT_IN_FRONT(turns("zero", "0", "one", "1", "two", "2")),
        CHANGED(turns("one", "changed", "two", "2")),
        CHANGED_AND_MOVED(turns("two", "2", "one", "changed")),
        REMOVED(turns("two", "2")),
        REORDERED(turns("two", "2", "one", "1")),
        RENAMED(turns("uno", "1", "two", "2"));

        final Map<String, String> after;

        Edit(Map<String, String> after) {
            this.after = after;
        }

        boolean changesText() {
            return this == CHANGED || this == CHANGED_AND_MOVED;
        }
    }

    @ParameterizedTest
    @MethodSource("waysAndEdits")
    void onlyANewTextUnderAnOldNameIsRefused(Way way, Edit edit) {
        created(way);
        var uid = task().getMetadata().getUid();

        var answer = send(way, edit.after);

        if (way == Way.DELETE_AND_CREATE) {
            assertThat(answer.ok()).as(answer.output()).isTrue();
            assertThat(task().getMetadata().getUid()).isNotEqualTo(uid);
            assertThat(texts()).isEqualTo(edit.after);
        } else if (edit.changesText()) {
            assertThat(answer.output()).contains(REFUSED);
            assertThat(texts()).isEqualTo(BEFORE);
        } else {
            assertThat(answer.ok()).as(answer.output()).isTrue();
            assertThat(texts()).isEqualTo(edit.after);
            assertThat(texts().keySet()).containsExactlyElementsOf(edit.after.keySet());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasRefusedGetsInUnderANewName(Way way) {
        created(way);
        send(way, Edit.CHANGED.after);

        var again = send(way, turns("one", "1", "two", "2", "one-again", "changed"));

        assertThat(again.ok()).as(again.output()).isTrue();
        assertThat(texts()).containsEntry("one-again", "changed").containsEntry("one", "1");
    }

    @Test
    void twoOwnersUnderServerSideApplyKeepEachOthersTurns() {
        var alice = new String[] {"apply", "--server-side", "--field-manager=alice"};
        var bob = new String[] {"apply", "--server-side", "--field-manager=bob"};

        assertThat(run(turns("one", "1"), alice).ok()).isTrue();
        assertThat(run(turns("two", "2"), bob).ok()).isTrue();
        assertThat(run(turns("three", "3"), alice).ok()).isTrue();

        assertThat(texts()).isEqualTo(turns("two", "2", "three", "3"));
    }

    @Test
    void noMixtureOfToolsChangesATextOrGetsStuck() {
        var seed = System.nanoTime();
        System.out.println("TurnEditsTest seed " + seed);
        var random = new Random(seed);
        created(Way.CLIENT_SIDE_APPLY);
        for (int step = 0; step < 25; step++) {
            var before = task();
            var wanted = randomTurns(random);
            var way = Way.values()[random.nextInt(3)];
            var answer = send(way, wanted);
            assertThat(answer.ok() || answer.output().contains("give the new text a new name"))
                    .as("seed %s: %s", seed, answer.output())
                    .isTrue();
            assertThat(task().getMetadata().getUid())
                    .isEqualTo(before.getMetadata().getUid());
            texts().forEach((name, text) -> assertThat(texts(before).getOrDefault(name, text))
                    .as("seed %s, turn %s", seed, name)
                    .isEqualTo(text));
        }
        for (var way : Way.values()) {
            var fresh = turns("last-" + way.ordinal(), "x");
            assertThat(send(way, fresh).ok())
                    .as("seed %s: %s is stuck", seed, way)
                    .isTrue();
            assertThat(texts()).containsAllEntriesOf(fresh);
        }
    }

    static Stream<Arguments> waysAndEdits() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Edit.values()).map(edit -> arguments(way, edit)));
    }

    private static Map<String, String> randomTurns(Random random) {
        var names = new ArrayList<>(List.of("one", "two", "three", "four", "five"));
        Collections.shuffle(names, random);
        return names.subList(0, 1 + random.nextInt(names.size())).stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> random.nextInt(6) == 0 ? "changed" : name,
                        (one, _) -> one,
                        LinkedHashMap::new));
    }

    private void created(Way way) {
        var first = way == Way.REPLACE || way == Way.DELETE_AND_CREATE
                ? new String[] {"create"}
                : way.command.toArray(String[]::new);
        var answer = run(BEFORE, first);
        assertThat(answer.ok()).as(answer.output()).isTrue();
    }

    private Answer send(Way way, Map<String, String> turns) {
        return run(turns, way.command.toArray(String[]::new));
    }

    private Answer run(Map<String, String> turns, String... command) {
        var manifest = new StringBuilder("{apiVersion: dormouse.dev/v1alpha1, kind: AgentTask, metadata: {name: t},")
                .append(" spec: {turns: [");
        turns.forEach((name, text) -> manifest.append("{name: %s, code: '%s'},".formatted(name, text)));
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("-n", namespace, "-f", "-"));
        return api.kubectl(manifest.append("]}}").toString(), arguments.toArray(String[]::new));
    }

    private AgentTask task() {
        return Objects.requireNonNull(api.client()
                .resources(AgentTask.class)
                .inNamespace(namespace)
                .withName("t")
                .get());
    }

    private Map<String, String> texts() {
        return texts(task());
    }

    private static Map<String, String> texts(AgentTask task) {
        return Objects.requireNonNull(task.getSpec().turns()).stream()
                .collect(Collectors.toMap(TurnSpec::name, TurnSpec::code, (one, _) -> one, LinkedHashMap::new));
    }

    private static Map<String, String> turns(String... namesAndTexts) {
        var turns = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            turns.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return turns;
    }
}

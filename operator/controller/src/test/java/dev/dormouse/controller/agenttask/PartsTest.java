/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.wire.state.Blobs;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.PartName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final AgentTask TASK = task();
    /** Epoch 3 has given out five names; it wants the last two, and keeps one of its own and one of epoch 1. */
    private static final Head HEAD = Head.initial("uid-1")
            .ownedBy(3, "broker")
            .with(new Blobs(5, parts("3-4", "3-5"), parts("1-2", "3-1"), List.of(), null));

    @Test
    void whatIsWantedAndNotThereIsMade() {
        assertThat(Parts.of(TASK, HEAD, maps("t-blob-1-2", "t-blob-3-1", "t-blob-3-5")))
                .isEqualTo(new Parts(parts("3-4"), List.of(), List.of()));
    }

    @Test
    void whatNoHeadNamesAnyMoreGoes() {
        // given
        var dropped = maps("t-blob-1-1", "t-blob-2-900", "t-blob-3-2");
        var all = Stream.concat(
                        dropped.stream(),
                        maps("t-state", "t-blob-1-2", "t-blob-3-1", "t-blob-3-4", "t-blob-3-5").stream())
                .toList();
        // then
        assertThat(Parts.of(TASK, HEAD, all).dropped()).containsExactlyInAnyOrderElementsOf(dropped);
    }

    @Test
    void whatALaterHeadMayNameStaysThoughThisOneDoesNot() {
        assertThat(Parts.of(TASK, HEAD, maps("t-blob-3-6", "t-blob-4-1")).dropped())
                .isEmpty();
    }

    @Test
    void whatIsNamedAndNotThereIsMissed() {
        assertThat(Parts.of(TASK, HEAD, maps("t-blob-3-1")).lost()).containsExactly(PartName.of("1-2"));
    }

    @Test
    void whatOnlyLooksLikeAPartIsNone() {
        // given
        var foreign = new ConfigMapBuilder(maps("t-blob-1-1").getFirst())
                .editMetadata()
                .editFirstOwnerReference()
                .withUid("of a former task")
                .endOwnerReference()
                .endMetadata()
                .build();
        // then
        assertThat(Parts.of(TASK, HEAD, List.of(foreign)).dropped()).isEmpty();
        assertThat(Parts.of(TASK, HEAD, maps("t-blob-x", "t-blob-1", "t-blob-01-1", "t2-blob-1-1", "t-blob-1-1-state"))
                        .dropped())
                .isEmpty();
    }

    private static AgentTask task() {
        var task = new AgentTask();
        task.setMetadata(new ObjectMetaBuilder().withName("t").withUid("uid-1").build());
        return task;
    }

    private static List<PartName> parts(String... names) {
        return Stream.of(names).map(PartName::of).toList();
    }

    private static List<ConfigMap> maps(String... names) {
        return Stream.of(names)
                .map(name -> new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addNewOwnerReference()
                        .withUid("uid-1")
                        .endOwnerReference()
                        .endMetadata()
                        .build())
                .toList();
    }
}

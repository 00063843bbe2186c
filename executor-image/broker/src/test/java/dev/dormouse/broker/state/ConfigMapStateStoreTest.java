/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.dormouse.broker.state.ConfigMapStateStore.StateRef;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real API server over a real etcd. */
class ConfigMapStateStoreTest extends StateStoreContract {
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void apiServer() {
        client = ApiServer.shared().client();
        namespace = ApiServer.shared().namespace();
    }

    @Override
    StateStore storeWith(TaskState initial) {
        return new ConfigMapStateStore(client, make(initial));
    }

    private StateRef make(TaskState initial) {
        var made = client.configMaps()
                .inNamespace(namespace)
                .resource(configMap(initial))
                .create();
        return new StateRef(namespace, "t-state", made.getMetadata().getUid());
    }

    private static ConfigMap configMap(TaskState initial) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("t-state")
                .addToLabels("dormouse.dev/task", "t")
                .endMetadata()
                .withData(Map.of(TaskState.HEAD_KEY, Json.text(initial.head())))
                .build();
    }

    private Resource<ConfigMap> object() {
        return client.configMaps().inNamespace(namespace).withName("t-state");
    }

    private static Committer committer(StateStore store) {
        return new Committer(store, stored(store), Committer.Patience.of(Duration.ofSeconds(20)));
    }

    @Test
    void labelsOfOthersSurviveACommit() {
        // given
        var store = storeWith(States.initial());
        var committer = committer(store);
        object().edit(map -> new ConfigMapBuilder(map)
                .editMetadata()
                .addToLabels("team", "blue")
                .endMetadata()
                .build());
        // when
        var outcome = committer.commit(States.next(committer.state(), "me", "c1"));
        // then
        assertThat(outcome).isEqualTo(new CommitOutcome.Committed());
        assertThat(object().get().getMetadata().getLabels())
                .containsEntry("team", "blue")
                .containsEntry("dormouse.dev/task", "t");
        assertThat(stored(store).state().head().commit().id()).isEqualTo("c1");
    }

    @Test
    void aRaisedEpochFences() {
        // given
        var committer = committer(storeWith(States.initial()));
        var raised = Json.text(States.epochRaised(States.initial()).head());
        object().patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"replace\",\"path\":\"/data/head\",\"value\":" + Json.text(raised) + "}]");
        // when
        var outcome = committer.commit(States.next(committer.state(), "me", "c1"));
        // then
        assertThat(outcome).isInstanceOf(CommitOutcome.Fenced.class);
        assertThat(object().get().getData().get(TaskState.HEAD_KEY)).isEqualTo(raised);
    }

    @Test
    void aStateThatWasMadeAgainIsLost() {
        // given
        var store = storeWith(States.initial());
        var committer = committer(store);
        object().delete();
        make(States.initial());
        // when
        var outcome = committer.commit(States.next(committer.state(), "me", "c1"));
        // then
        assertThat(outcome)
                .asInstanceOf(type(CommitOutcome.Lost.class))
                .returns(LoadResult.LossReason.STATE_LOST, CommitOutcome.Lost::reason);
        assertThat(store.load()).isInstanceOf(LoadResult.Lost.class);
    }

    @Test
    void aDeletedStateIsLost() {
        // given
        var committer = committer(storeWith(States.initial()));
        object().delete();
        // when
        var outcome = committer.commit(States.next(committer.state(), "me", "c1"));
        // then
        assertThat(outcome)
                .asInstanceOf(type(CommitOutcome.Lost.class))
                .returns(LoadResult.LossReason.STATE_LOST, CommitOutcome.Lost::reason);
    }

    @Test
    void aConfigMapThatIsNoStateIsUnreadable() {
        // given
        var store = storeWith(States.initial());
        object().edit(map -> new ConfigMapBuilder(map)
                .addToData(TaskState.HEAD_KEY, "{\"format\":9}")
                .build());
        // when, then
        assertThat(store.load())
                .asInstanceOf(type(LoadResult.Lost.class))
                .returns(LoadResult.LossReason.STATE_UNREADABLE, LoadResult.Lost::reason);
    }

    @Test
    void aRoleThatHasNotArrivedYetIsNoLoss() {
        // given
        var ref = make(States.initial());
        try (var nobody = ApiServer.shared().client("system:serviceaccount:" + namespace + ":t")) {
            // when, then
            assertThat(new ConfigMapStateStore(nobody, ref).load())
                    .asInstanceOf(type(LoadResult.Unreachable.class))
                    .satisfies(unreachable -> assertThat(unreachable.why()).contains("403"));
        }
    }

    @Test
    void aStateAtTheLimitFitsAndALargerOneIsRefusedBeforeItIsSent() {
        // given
        var committer = committer(storeWith(States.initial()));
        var next = States.next(committer.state(), "me", "c1");
        var room = (int) StoreTooSmall.CONFIG_MAP_LIMIT - Json.bytes(next.head()).length;
        // when
        var larger = committer.commit(new TaskState(next.head(), new byte[room + 1], null));
        var largest = committer.commit(new TaskState(next.head(), new byte[room], null));
        // then
        assertThat(larger).isInstanceOf(CommitOutcome.TooSmall.class);
        assertThat(largest).isEqualTo(new CommitOutcome.Committed());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.BRIEF;
import static dev.dormouse.controller.authority.Authority.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.authority.TaskObjects.Kind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The policies stand in the way of neither the real garbage collector nor the real namespace controller. */
class ClearingUpTest {
    private final Authority authority = Authority.shared();
    private final KubernetesClient admin = authority.admin();

    @Test
    void aTaskThatIsDeletedTakesAllItsObjectsAlong() {
        var task = TaskObjects.made(authority, SALES, "forgotten");

        assertThat(authority
                        .root()
                        .tries(it -> it.resource(Authority.task(SALES, "forgotten", ""))
                                .delete()))
                .isEmpty();

        Awaitility.await("nothing is left")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Stream.of(Kind.values())
                        .allMatch(kind -> admin.resource(task.object(kind)).get() == null));
    }

    @Test
    void aNamespaceGoesWithItsTasks() {
        TaskObjects.made(authority, BRIEF, "brief");

        admin.namespaces().withName(BRIEF).delete();

        Awaitility.await("the namespace is gone")
                .atMost(Duration.ofSeconds(60))
                .until(() -> admin.namespaces().withName(BRIEF).get() == null);
        authority.makeNamespace(BRIEF); // the chart has objects in it
    }
}

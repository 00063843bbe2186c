/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.task.TaskSource.Code;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.TaskRef;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KubeTaskSourceTest {
    @Test
    void codeThatTheApiServerDoesNotGiveOutNowIsMissing() {
        // given: nobody listens
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:1")
                .withRequestRetryBackoffLimit(0)
                .build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build();
                var source = new KubeTaskSource(client, new TaskRef("sales", "t", "uid"))) {
            // when
            var code = source.code(new CodeSource.FromConfigMap("programs", "main.js"));
            // then
            assertThat(code)
                    .isInstanceOfSatisfying(
                            Code.Missing.class,
                            missing -> assertThat(missing.message())
                                    .startsWith("ConfigMap programs in namespace sales can't be read now: "));
        }
    }
}

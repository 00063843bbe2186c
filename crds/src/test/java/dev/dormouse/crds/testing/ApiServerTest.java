/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class ApiServerTest {
    @Test
    void servesTheKindsByEveryName() {
        var answer = ApiServer.shared().kubectl("", "api-resources", "--categories=dormouse", "--no-headers");

        assertThat(answer.output().lines().map(line -> line.split(" +")[1]))
                .containsExactlyInAnyOrder("atask", "mcps", "aruntime");
    }

    @Test
    void aUserWithoutRightsMayNothing() {
        var api = ApiServer.shared();
        var namespace = api.namespace();

        try (var nobody = api.client("nobody")) {
            assertThatThrownBy(() -> nobody.configMaps().inNamespace(namespace).list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("User \"nobody\" cannot list resource \"configmaps\"");
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.COLLECTOR;
import static dev.dormouse.controller.authority.Authority.OPERATOR;
import static dev.dormouse.controller.authority.Authority.SALES;
import static dev.dormouse.controller.authority.Authority.denial;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is labelled dormouse.dev/server is the operator's; a catalog is filled by its server's probe. */
class ServerObjectsPolicyTest {
    private static final String FILLS = "{\"data\":{\"tools\":\"[]\"}}";

    private final Authority authority = Authority.shared();
    private final Person root = authority.root();
    private final HasMetadata catalog = catalog("books");
    private final HasMetadata policy = policy();

    @BeforeAll
    static void theOperatorMakesThem() {
        var authority = Authority.shared();
        for (var object : new HasMetadata[] {catalog("books"), catalog("mail"), policy()}) {
            assertThat(authority.user(OPERATOR).creates(object)).isEmpty();
        }
    }

    private static HasMetadata catalog(String server) {
        return new ConfigMapBuilder().withMetadata(meta(server, "-catalog")).build();
    }

    private static HasMetadata policy() {
        return new NetworkPolicyBuilder()
                .withMetadata(meta("books", ""))
                .withNewSpec()
                .withPolicyTypes("Egress")
                .endSpec()
                .build();
    }

    private static ObjectMeta meta(String server, String suffix) {
        return new ObjectMetaBuilder()
                .withName("mcp-" + server + suffix)
                .withNamespace(SALES)
                .addToLabels("dormouse.dev/server", server)
                .build();
    }

    @Test
    void nobodyElseChangesACatalogOrAPolicy() {
        assertThat(root.patches(catalog, FILLS))
                .isEqualTo(denial(
                        "configmaps \"mcp-books-catalog\"",
                        "server-objects",
                        "admin may not update ConfigMap mcp-books-catalog in namespace sales: it belongs to McpServer"
                                + " books, and only Dormouse writes it; change or delete the McpServer"));
        assertThat(root.deletes(policy))
                .isEqualTo(denial(
                        "networkpolicies.networking.k8s.io \"mcp-books\"",
                        "server-objects",
                        "admin may not delete NetworkPolicy mcp-books in namespace sales: it belongs to McpServer books,"
                                + " and only Dormouse writes it; change or delete the McpServer"));
        assertThat(root.creates(catalog("forged")))
                .contains("the label dormouse.dev/server is for what Dormouse makes");
    }

    @Test
    void itsProbeFillsACatalogAndNoOther() {
        var probe = authority.person("system:serviceaccount:sales:mcp-books-probe", "cluster-admin");

        assertThat(probe.patches(catalog, FILLS)).isEmpty();
        assertThat(probe.patches(catalog, "{\"metadata\":{\"labels\":null}}")).isNotEmpty();
        assertThat(probe.patches(catalog("mail"), FILLS)).contains("it belongs to McpServer mail");
        assertThat(probe.patches(policy, "{\"spec\":{\"egress\":[{}]}}")).contains("may not update NetworkPolicy");
    }

    @Test
    void theCollectorTakesThemAway() {
        assertThat(authority.user(COLLECTOR).deletes(catalog("mail"))).isEmpty();
        assertThat(authority.user(OPERATOR).creates(catalog("mail"))).isEmpty();
    }
}

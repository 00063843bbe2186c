/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The roles for people, and what they add to the cluster's own. */
class RolesTest {
    private static final String READ_TASKS = "get dormouse.dev/agenttasks";
    private static final String WRITE_TASKS = "create dormouse.dev/agenttasks";
    private static final String USE_SERVERS = "use dormouse.dev/mcpservers books";
    private static final String USE_RUNTIMES = "use dormouse.dev/agentruntimes default";
    private static final String WRITE_SERVERS = "update dormouse.dev/mcpservers";
    private static final String WRITE_RUNTIMES = "create dormouse.dev/agentruntimes";
    private static final String WRITE_STATUS = "patch dormouse.dev/agenttasks/status";

    private final Authority authority = Authority.shared();

    /** The first of each line is the chart's, the second the cluster's own that it is added to. */
    @ParameterizedTest
    @CsvSource({"dormouse-viewer, view, 1", "dormouse-user, edit, 4", "dormouse-admin, admin, 6"})
    void eachRoleMayMoreThanTheOneBefore(String ours, String stock, int count) {
        var rights = new String[] {
            READ_TASKS, WRITE_TASKS, USE_SERVERS, USE_RUNTIMES, WRITE_SERVERS, WRITE_RUNTIMES, WRITE_STATUS
        };
        authority.person("of-" + ours, ours);
        authority.person("of-" + stock, stock);
        Awaitility.await("aggregated").until(() -> authority.may("of-" + stock, SALES, rights[count - 1]));

        for (var user : new String[] {"of-" + ours, "of-" + stock}) {
            for (int i = 0; i < rights.length; i++) {
                assertThat(authority.may(user, SALES, rights[i]))
                        .as(user + " " + rights[i])
                        .isEqualTo(i < count);
            }
        }
    }

    @Test
    void noneOfThemReachesASecretAPodOrAState() {
        for (var role : new String[] {"dormouse-viewer", "dormouse-user", "dormouse-admin"}) {
            authority.person("just-" + role, role);
            for (var right : new String[] {
                "get core/secrets",
                "create core/pods",
                "create core/pods/exec",
                "update core/configmaps",
                "get core/configmaps"
            }) {
                assertThat(authority.may("just-" + role, SALES, right))
                        .as(role + " " + right)
                        .isFalse();
            }
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.plan.Parsed.Accepted;
import dev.dormouse.crds.plan.Parsed.Rejected;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An amount that can't be read is a runtime that is refused, never a list of runtimes that can't be read. */
class RuntimeParserTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "'0.5'", "'.5'", "'1.'", "100m", "512Mi", "'1e3'", "'1E-3'", "1E", "'+1'", "5000000000"})
    void anAmountIsTakenOverAsItIsWritten(String amount) {
        var parsed = parse(amount);

        assertThat(parsed).isInstanceOf(Accepted.class);
        var pod = ((Accepted<RuntimePlan>) parsed).plan().pod();
        assertThat(pod.broker().getRequests().get("cpu")).hasToString(amount.replace("'", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "' '",
                "null",
                "1x5G",
                "much",
                "-1",
                "'-1'",
                "1e0.5",
                "1e9999",
                "1Mi2",
                "99999999999999e99999"
            })
    void theBadAmountIsNamed(String amount) {
        assertThat(parse(amount)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.field()).isEqualTo("spec.pod.resources.broker.requests.cpu");
            assertThat(rejected.reason()).isIn(Reason.INVALID_FIELD, Reason.MISSING_FIELD);
        });
    }

    private static Parsed<RuntimePlan> parse(String amount) {
        return RuntimeParser.parse(YAML.unmarshal(
                "metadata: {name: r}\nspec: {pod: {resources: {broker: {requests: {cpu: " + amount + "}}}}}",
                AgentRuntime.class));
    }
}

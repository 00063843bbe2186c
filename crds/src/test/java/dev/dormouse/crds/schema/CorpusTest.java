/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.testing.Corpus;
import dev.dormouse.crds.testing.Corpus.Case;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server says to every file of the corpus. */
class CorpusTest {
    @ParameterizedTest
    @MethodSource
    void aValidResourceGetsIn(Case valid) {
        var namespace = ApiServer.shared().namespace();

        valid.documents()
                .forEach(document -> send(document, namespace, valid.documents().indexOf(document) == 0));
    }

    @ParameterizedTest
    @MethodSource
    void anInvalidResourceGetsItsMessage(Case invalid) {
        var namespace = ApiServer.shared().namespace();
        var before = invalid.documents().subList(0, invalid.documents().size() - 1);
        before.forEach(document -> send(document, namespace, true));

        var refused = catchThrowableOfType(
                KubernetesClientException.class,
                () -> send(invalid.documents().getLast(), namespace, before.isEmpty()));

        assertThat(refused).as("it got in").isNotNull();
        assertThat(refused).hasMessageContaining(invalid.expect());
    }

    @Test
    void theCorpusIsLargeEnough() {
        assertThat(Corpus.invalid())
                .hasSizeGreaterThanOrEqualTo(40)
                .noneMatch(invalid -> invalid.expect().isEmpty());
    }

    static List<Case> aValidResourceGetsIn() {
        return Corpus.valid();
    }

    static List<Case> anInvalidResourceGetsItsMessage() {
        return Corpus.invalid();
    }

    private static void send(String yaml, String namespace, boolean first) {
        var resource = ApiServer.shared()
                .client()
                .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .inNamespace(namespace)
                .fieldValidation(Validation.STRICT);
        if (first) {
            resource.create();
        } else {
            resource.update();
        }
    }
}

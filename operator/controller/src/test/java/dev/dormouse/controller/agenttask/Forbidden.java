/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.UUID;

/** As a quota or a webhook would: nobody does this to this one object. */
final class Forbidden {
    private final KubernetesClient admin;
    private final ValidatingAdmissionPolicy policy;

    private Forbidden(KubernetesClient admin, String operation, HasMetadata object) {
        this.admin = admin;
        this.policy = admin.resource(policy(operation, object)).create();
        var name = policy.getMetadata().getName();
        admin.resource(new ValidatingAdmissionPolicyBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withPolicyName(name)
                        .withValidationActions("Deny")
                        .endSpec()
                        .build())
                .create();
    }

    /** Returns once that is so. */
    static Forbidden creation(KubernetesClient admin, HasMetadata object) {
        var forbidden = new Forbidden(admin, "CREATE", object);
        await().until(() -> isRefused(() -> admin.resource(object).dryRun(true).create()));
        return forbidden;
    }

    /** Returns once that is so. */
    static Forbidden update(KubernetesClient admin, HasMetadata object) {
        var forbidden = new Forbidden(admin, "UPDATE", object);
        await().until(() -> isRefused(() -> admin.resource(object).dryRun(true).edit(it -> {
            it.getMetadata().setAnnotations(Map.of("dormouse.dev/test", "true"));
            return it;
        })));
        return forbidden;
    }

    void lift() {
        admin.resource(policy).delete();
    }

    private static ValidatingAdmissionPolicy policy(String operation, HasMetadata object) {
        return new ValidatingAdmissionPolicyBuilder()
                .withNewMetadata()
                .withName("forbid-" + UUID.randomUUID())
                .endMetadata()
                .withNewSpec()
                .withFailurePolicy("Fail")
                .withNewMatchConstraints()
                .addNewResourceRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations(operation)
                .withResources(HasMetadata.getPlural(object.getClass()))
                .withResourceNames(object.getMetadata().getName())
                .endResourceRule()
                .endMatchConstraints()
                .addNewValidation()
                .withExpression("false")
                .withMessage("not here")
                .endValidation()
                .endSpec()
                .build();
    }

    private static boolean isRefused(Runnable dryRun) {
        try {
            dryRun.run();
            return false;
        } catch (KubernetesClientException e) {
            return String.valueOf(e.getMessage()).contains("not here");
        }
    }
}

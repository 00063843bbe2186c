/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import dev.dormouse.controller.chart.Chart;
import dev.dormouse.crds.testing.ApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real API server with the chart on it, as helm installs it, and the controllers that clear up and look after
 * policies and roles. One for all tests of a JVM, which share its two namespaces and keep to their own names in them.
 */
final class Authority {
    /** Enabled for tasks. */
    static final String SALES = "sales";
    /** Enabled for tasks, and deleted by a test. */
    static final String BRIEF = "brief";
    /** Not enabled; it holds a task, {@code former}, of before. */
    static final String ELSEWHERE = "elsewhere";

    static final String OPERATOR = "system:serviceaccount:" + Chart.NAMESPACE + ":" + Chart.OPERATOR;
    static final String COLLECTOR = "system:serviceaccount:kube-system:generic-garbage-collector";

    private static final String ENABLED = "namespaces={" + SALES + "," + BRIEF + "}";

    private final ApiServer api = ApiServer.another();
    private final AtomicInteger roles = new AtomicInteger();

    private Authority() {
        for (var namespace : List.of(SALES, BRIEF, ELSEWHERE)) {
            makeNamespace(namespace);
        }
        root().applies(task(ELSEWHERE, "former", ""));
        install();
        api.startControllers(
                "clusterrole-aggregation-controller",
                "garbage-collector-controller",
                "namespace-controller",
                "validatingadmissionpolicy-status-controller");
        awaitPolicies();
    }

    final void makeNamespace(String name) {
        var meta = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata();
        admin().resource(meta.build()).create();
    }

    final void awaitPolicies() {
        new Bound(this).await();
    }

    /** What fails to start isn't tried again by every test. */
    private static final class Holder {
        static final Authority AUTHORITY = new Authority();
    }

    static Authority shared() {
        return Holder.AUTHORITY;
    }

    /** Installs the chart again, with these values beside the namespaces; returns what helm says. */
    String install(String... values) {
        var all = new ArrayList<>(List.of("--set", ENABLED, "--set", "operator.leaderElection=false"));
        List.of(values).forEach(value -> all.addAll(List.of("--set", value)));
        return Chart.install(api.kubeconfig(), all.toArray(String[]::new));
    }

    KubernetesClient admin() {
        return api.client();
    }

    /** Whom RBAC lets do anything: group system:masters. */
    Person root() {
        return new Person(api.client());
    }

    /** Nobody but this user, with the rights that it was given. */
    Person user(String name, String... groups) {
        return new Person(api.client(name, groups));
    }

    /** A user of this name with these ClusterRoles in {@link #SALES}. */
    Person person(String name, String... clusterRoles) {
        for (var role : clusterRoles) {
            bind(name, "ClusterRole", role);
        }
        Awaitility.await("RBAC learns what " + name + " may do")
                .until(() -> Stream.of(clusterRoles)
                        .map(it -> admin().rbac()
                                .clusterRoles()
                                .withName(it)
                                .require()
                                .getRules())
                        .allMatch(rules -> !rules.isEmpty() && may(name, SALES, right(rules.getFirst()))));
        return user(name);
    }

    /** Gives a user one right more in {@link #SALES}, on the objects of these names; the user has it from then on. */
    void grant(String user, PolicyRule rule) {
        var name = "granted-" + roles.incrementAndGet();
        admin().resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(SALES)
                        .endMetadata()
                        .withRules(rule)
                        .build())
                .create();
        bind(user, "Role", name);
        Awaitility.await("RBAC learns of " + name)
                .until(() -> rule.getResourceNames().isEmpty()
                        ? may(user, SALES, right(rule))
                        : rule.getResourceNames().stream().allMatch(it -> may(user, SALES, right(rule) + " " + it)));
    }

    private static String right(PolicyRule rule) {
        var group = rule.getApiGroups().getFirst();
        return rule.getVerbs().getFirst()
                + " "
                + (group.isEmpty() ? "core" : group)
                + "/"
                + rule.getResources().getFirst();
    }

    static PolicyRule rule(String verb, String group, String resource, String... names) {
        return new PolicyRuleBuilder()
                .withVerbs(verb)
                .withApiGroups(group)
                .withResources(resource)
                .withResourceNames(names)
                .build();
    }

    static PolicyRule getSecret(String... names) {
        return rule("get", "", "secrets", names);
    }

    static PolicyRule use(String resource, String... names) {
        return rule("use", "dormouse.dev", resource, names);
    }

    private void bind(String user, String kind, String role) {
        var subject = new SubjectBuilder()
                .withApiGroup("rbac.authorization.k8s.io")
                .withKind("User")
                .withName(user)
                .build();
        admin().resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("bound-" + roles.incrementAndGet())
                        .withNamespace(SALES)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", kind, role)
                        .withSubjects(subject)
                        .build())
                .create();
    }

    /** What RBAC says; {@code right} is "VERB [GROUP/]RESOURCE[/SUBRESOURCE] [NAME]", with "core" for the empty group. */
    boolean may(String user, String namespace, String right) {
        var words = right.split(" ");
        var resource = words[1].split("/");
        var attributes = new ResourceAttributesBuilder()
                .withVerb(words[0])
                .withGroup(resource[0].equals("core") ? "" : resource[0])
                .withResource(resource[1])
                .withSubresource(resource.length > 2 ? resource[2] : null)
                .withNamespace(namespace)
                .withName(words.length > 2 ? words[2] : null)
                .build();
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user)
                .withGroups(user.startsWith("system:serviceaccount:") ? List.of("system:serviceaccounts") : List.of())
                .withResourceAttributes(attributes)
                .endSpec()
                .build();
        return admin().authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    /** A task that no controller is there to run. */
    static String task(String namespace, String name, String spec) {
        return """
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: %s, namespace: %s}
                spec:
                %s  turns: [{name: one, code: return 1}]
                """.formatted(name, namespace, spec);
    }

    /** @param spec in YAML's flow style */
    static String object(String kind, String name, String spec) {
        return """
                apiVersion: dormouse.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec: %s
                """.formatted(kind, name, SALES, spec);
    }

    /** What a policy of the chart makes the API server say. */
    static String denial(String what, String policy, String text) {
        return "%s is forbidden: ValidatingAdmissionPolicy 'dormouse-%s' with binding 'dormouse-%2$s' denied request: %s"
                .formatted(what, policy, text);
    }
}

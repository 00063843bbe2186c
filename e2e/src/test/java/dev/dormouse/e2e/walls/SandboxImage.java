/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import dev.dormouse.e2e.Checkout;
import dev.dormouse.e2e.node.Node;

/** Another image for the sandboxes of pods to come, until it is closed. */
record SandboxImage(Node node, String before) implements AutoCloseable {
    private static final String FOLDER = "target/images/walls";
    private static final String VARIABLE = "DORMOUSE_SANDBOX_IMAGE";
    private static final String OPERATOR = "deployment/dormouse-operator";

    /** @param name {@code prober} or {@code denied}, see {@code e2e/walls/image.sh} */
    static SandboxImage of(String name) {
        Node.script("mkdir", "-p", FOLDER);
        Node.script("e2e/walls/image.sh", FOLDER);
        var image = "localhost/dormouse-" + name + ":dev";
        var loaded = Node.cluster(
                        "load",
                        Checkout.ROOT.resolve(FOLDER).resolve(name + ".tar").toString())
                .lines()
                .filter(line -> line.startsWith(image + " "))
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
        var node = Node.shared();
        var before = node.kubectl(
                "-n",
                "dormouse-system",
                "get",
                OPERATOR,
                "-o",
                "jsonpath={.spec.template.spec.containers[0].env[?(@.name==\"" + VARIABLE + "\")].value}");
        var changed = new SandboxImage(node, before);
        changed.set(loaded);
        return changed;
    }

    private void set(String image) {
        node.kubectl("-n", "dormouse-system", "set", "env", OPERATOR, VARIABLE + "=" + image);
        node.kubectl("-n", "dormouse-system", "rollout", "status", OPERATOR, "--timeout=120s");
    }

    @Override
    public void close() {
        set(before);
    }
}

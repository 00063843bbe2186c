/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import dev.dormouse.broker.probe.KubeServer;
import dev.dormouse.broker.probe.Probe;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.secrets.MountedSecrets;
import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The pod that asks an McpServer for its tools: the broker's image with the argument {@code probe}. Told by its
 * environment which one: {@code DORMOUSE_NAMESPACE}, {@code DORMOUSE_SERVER}, {@code DORMOUSE_GENERATION}, {@code
 * DORMOUSE_CATALOG}. Its report is
 * the container's termination message.
 */
final class PodProbe {
    static final String ARGUMENT = "probe";
    private static final Path REPORT = Path.of("/dev/termination-log");

    private PodProbe() {}

    /** @return the exit code */
    static int run() {
        try {
            var report = report();
            System.out.println(report.reason() + ": " + report.message());
            Files.write(REPORT, report.bytes());
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            System.out.println(e);
            return Broker.BUG;
        }
    }

    private static ProbeReport report() {
        try (var client = PodBroker.client()) {
            var ref = new KubeServer.Ref(
                    PodBroker.env("DORMOUSE_NAMESPACE"),
                    PodBroker.env("DORMOUSE_SERVER"),
                    PodBroker.env("DORMOUSE_CATALOG"));
            var server = new KubeServer(client, ref);
            return new Probe(new Keyring(new MountedSecrets(MountedSecrets.ROOT)), server).of(server.load());
        } catch (KubernetesClientException e) {
            return ProbeReport.failed(
                    Long.parseLong(PodBroker.env("DORMOUSE_GENERATION")),
                    Reason.PROBE_FAILED,
                    "the API server can't be used: " + e.getMessage());
        }
    }
}

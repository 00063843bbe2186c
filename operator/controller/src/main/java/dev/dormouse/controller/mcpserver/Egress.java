/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Network.Family;
import dev.dormouse.crds.v1alpha1.McpServerSpec.ServiceRef;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where the packets of a server's callers may go, as far as a network policy can say it. Pure. */
sealed interface Egress {
    /** The pods of a Service of the same namespace, at the port that the Service sends to. */
    record ToPods(SortedMap<String, String> selector, IntOrString port) implements Egress {
        /** As kubectl takes it. */
        String pods() {
            return selector.entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .collect(Collectors.joining(","));
        }
    }

    /** A port of any public address: a policy knows no names. */
    record ToPublic(Collection<Family> families, int port) implements Egress {}

    /** @param message what is wrong with the address, and the remedy */
    record Nowhere(String message) implements Egress {}

    static Egress toUrl(URI url, Collection<Family> families) {
        var port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        return new ToPublic(List.copyOf(families), port);
    }

    /** @param wanted as the parser accepted it: name and port are there */
    static Egress toService(ServiceRef wanted, Optional<Service> service) {
        var name = "Service " + wanted.name();
        if (service.isEmpty()) {
            return new Nowhere(name + " doesn't exist in this namespace; make it, or correct spec.service.name");
        }
        var spec = service.get().getSpec();
        if ("ExternalName".equals(spec.getType())) {
            return new Nowhere(name + " is a name of something elsewhere (type ExternalName); put its address into"
                    + " spec.url instead of spec.service");
        }
        if (spec.getSelector() == null || spec.getSelector().isEmpty()) {
            return new Nowhere(name + " has no selector, so that no policy can tell its pods; give it one, or put the"
                    + " address into spec.url");
        }
        return spec.getPorts().stream()
                .filter(port -> Objects.equals(port.getPort(), wanted.port()) && isTcp(port))
                .findFirst()
                .<Egress>map(port -> new ToPods(new TreeMap<>(spec.getSelector()), target(service.get(), port)))
                .orElseGet(
                        () -> new Nowhere(name + " has no TCP port " + wanted.port() + "; correct spec.service.port"));
    }

    private static boolean isTcp(ServicePort port) {
        return port.getProtocol() == null || port.getProtocol().equals("TCP");
    }

    /** Nobody translates the port of a headless Service: its name leads to the pods themselves. */
    private static IntOrString target(Service service, ServicePort port) {
        var headless = "None".equals(service.getSpec().getClusterIP());
        return headless || port.getTargetPort() == null ? new IntOrString(port.getPort()) : port.getTargetPort();
    }
}

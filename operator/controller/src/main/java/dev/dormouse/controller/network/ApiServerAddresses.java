/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.network;

import dev.dormouse.controller.settings.Network.Address;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where the API server is, as the Service {@code kubernetes} says it: at the Service's address, for networks that look at
 * packets before they are translated, and at its endpoints, for those that look afterwards. Pure.
 */
final class ApiServerAddresses {
    private ApiServerAddresses() {}

    static List<Address> of(Optional<Service> service, Optional<EndpointSlice> endpoints) {
        var all = new LinkedHashSet<Address>();
        service.ifPresent(is -> all.addAll(ofService(is)));
        endpoints.ifPresent(are -> all.addAll(ofEndpoints(are)));
        return List.copyOf(all);
    }

    private static List<Address> ofService(Service service) {
        var all = new ArrayList<Address>();
        for (var ip : service.getSpec().getClusterIPs()) {
            for (var port : service.getSpec().getPorts()) {
                all.add(new Address(single(ip), port.getPort()));
            }
        }
        return all;
    }

    private static List<Address> ofEndpoints(EndpointSlice slice) {
        var all = new ArrayList<Address>();
        for (var endpoint : slice.getEndpoints()) {
            for (var ip : endpoint.getAddresses()) {
                for (var port : slice.getPorts()) {
                    all.add(new Address(single(ip), port.getPort()));
                }
            }
        }
        return all;
    }

    private static String single(String ip) {
        return ip + (ip.contains(":") ? "/128" : "/32");
    }
}

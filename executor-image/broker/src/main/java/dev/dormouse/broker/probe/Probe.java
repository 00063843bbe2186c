/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.probe;

import dev.dormouse.broker.catalog.Catalog;
import dev.dormouse.broker.catalog.ToolListing;
import dev.dormouse.broker.mcp.McpToolServer;
import dev.dormouse.broker.model.ToolServer.ServerUnavailableException;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.ServerParser;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.Reason;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One look at a server: connects as the broker of a task would, lists the tools, stores those that can be used. A catalog
 * is replaced by a newer one only; a server that can't be asked keeps the one that it has.
 */
public final class Probe {
    /** Packed; of what a ConfigMap may hold, 1 MiB, the rest is left for metadata. */
    static final int MAX_PACKED = 900 * 1024;

    private static final int SHOWN = 3;

    private final Keyring keyring;
    private final CatalogStore store;

    public Probe(Keyring keyring, CatalogStore store) {
        this.keyring = keyring;
        this.store = store;
    }

    /** Asks the server as it is now. */
    public ProbeReport of(McpServer server) {
        long generation = server.getMetadata().getGeneration();
        return switch (ServerParser.parse(server)) {
            case Parsed.Rejected<ServerPlan> refused ->
                ProbeReport.failed(generation, refused.reason(), refused.text());
            case Parsed.Accepted<ServerPlan>(var plan) -> of(plan, generation);
        };
    }

    private ProbeReport of(ServerPlan plan, long generation) {
        try (var server = new McpToolServer(plan, keyring)) {
            return listed(server.list(), generation);
        } catch (ServerUnavailableException e) {
            return ProbeReport.failed(generation, e.kind(), keyring.screened(e.why()));
        }
    }

    private ProbeReport listed(ToolListing listing, long generation) {
        var catalog = Catalog.of(listing.tools());
        var secret = keyring.find(catalog.plain());
        if (secret.isPresent()) {
            return ProbeReport.failed(
                    generation, Reason.SECRET_WITHHELD, Keyring.withheld("the list of tools", secret.get()));
        }
        var packed = catalog.packed();
        if (packed.length > MAX_PACKED) {
            return ProbeReport.failed(
                    generation,
                    Reason.TOO_LARGE,
                    "its " + listing.tools().size() + " tools take " + packed.length / 1024 + " KiB compressed, and a"
                            + " catalog holds " + MAX_PACKED / 1024 + "; have the server offer fewer, or shorter ones");
        }
        var changes = store.replace(catalog, generation).map(catalog::since);
        return new ProbeReport(
                generation,
                (listing.leftOut().isEmpty() ? Reason.READY : Reason.SCHEMA_INVALID).text(),
                keyring.screened(message(listing)),
                listing.tools().size(),
                catalog.digest(),
                changes.orElse(null));
    }

    private static String message(ToolListing listing) {
        var usable = listing.tools().size() + (listing.tools().size() == 1 ? " tool" : " tools");
        var leftOut = listing.leftOut();
        return leftOut.isEmpty()
                ? usable
                : usable + "; " + leftOut.size() + " left out: "
                        + leftOut.stream().limit(SHOWN).collect(Collectors.joining("; "));
    }

    /** Where the catalog of a server stands. */
    @FunctionalInterface
    public interface CatalogStore {
        /** @return the one of before, if there was one that can be read */
        Optional<Catalog> replace(Catalog catalog, long generation);
    }
}

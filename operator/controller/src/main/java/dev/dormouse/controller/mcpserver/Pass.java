/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.events.Events;
import dev.dormouse.controller.mcpserver.ProbeObservation.Ended;
import dev.dormouse.controller.network.Walls;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One look at one server, from dereferencing to its status. */
final class Pass {
    /** Probes at a time, of all servers; they count towards nothing of the tasks'. */
    static final int MOST_PROBES = 3;

    private static final Duration QUEUE = Duration.ofSeconds(2);
    private static final Duration NO_WALLS = Duration.ofSeconds(5);
    private static final Duration REFUSED = Duration.ofSeconds(30);

    private final Settings settings;
    private final Dereference dereference;
    private final Parts parts;
    private final Clock clock;

    Pass(Settings settings, Dereference dereference, Parts parts, Clock clock) {
        this.settings = settings;
        this.dereference = dereference;
        this.parts = parts;
        this.clock = clock;
    }

    /** What a pass works with. */
    record Parts(Apply apply, Walls walls, Events events, Written written) {}

    /** @return when to look again; empty: the next event will say */
    Optional<Duration> over(McpServer server) {
        var found = dereference.of(server);
        return switch (Plan.of(found, settings)) {
            case Plan.Accepted plan -> accepted(found, plan);
            case Plan.Rejected rejected -> stopped(found, rejected);
            case Plan.Elsewhere elsewhere -> stopped(found, elsewhere);
        };
    }

    private Optional<Duration> stopped(Dereference.Found found, Plan plan) {
        found.probes().forEach(this::remove);
        write(found.server(), Status.of(plan, before(found.server()), Status.Seen.NOTHING));
        return Optional.empty();
    }

    private Optional<Duration> accepted(Dereference.Found found, Plan.Accepted plan) {
        var server = found.server();
        var resources = Resources.of(server, plan, settings.images());
        var unwalled = parts.apply().wall(resources, found);
        var ended = ended(found);
        ended.ifPresent(is -> announce(server, is));
        var status = Status.of(plan, before(server), new Status.Seen(unwalled, ended));
        write(server, status);
        found.probes().stream().filter(pod -> isOver(pod, server)).forEach(this::remove);
        if (unwalled.isPresent()) {
            return Optional.of(REFUSED);
        }
        if (plan.egress() instanceof Egress.Nowhere) {
            return Optional.empty();
        }
        var again = notNow(found, status);
        return again.isPresent() ? again : Optional.of(ask(server, plan, resources));
    }

    private void remove(Pod pod) {
        if (ProbeObservation.isUnheard(pod, clock.instant())) {
            parts.apply().forget(pod);
        } else {
            parts.apply().delete(pod);
        }
    }

    private Status.Before before(McpServer server) {
        return new Status.Before(server, parts.written().standing(server), clock);
    }

    private void write(McpServer server, McpServerStatus status) {
        if (!parts.written().standing(server).filter(status::equals).isPresent()) {
            parts.apply().status(server, status);
            parts.written().wrote(server, status);
        }
    }

    /** What the newest probe of this very spec found, once it has ended. */
    private Optional<Ended> ended(Dereference.Found found) {
        var generation = generation(found.server());
        return found.probes().stream()
                .map(pod -> ProbeObservation.of(pod, generation, clock.instant()))
                .flatMap(seen ->
                        seen instanceof Ended ended ? Optional.of(ended).stream() : Optional.<Ended>empty().stream())
                .filter(seen -> seen.report().generation() == generation)
                .findFirst();
    }

    /** Its report was taken in, or nobody wants it any more. */
    private boolean isOver(Pod pod, McpServer server) {
        return !pod.getMetadata().getName().endsWith("-" + generation(server))
                || ProbeObservation.isUnheard(pod, clock.instant())
                || ProbeObservation.of(pod, generation(server), clock.instant()) instanceof Ended;
    }

    /** A change is told once: what the probe found goes to the status with it. */
    private void announce(McpServer server, Ended ended) {
        if (parts.written().standing(server).filter(ended::isIn).isEmpty()) {
            Optional.ofNullable(ended.report().changes())
                    .flatMap(ProbeReport.Changes::text)
                    .ifPresent(text -> parts.events().warning(server, "ToolsChanged", text));
        }
    }

    /** When to look again whether the server is to be asked; empty: now. */
    private Optional<Duration> notNow(Dereference.Found found, McpServerStatus status) {
        if (!found.probes().isEmpty()) {
            // gone or ended, it says so by an event; one that never starts doesn't
            return Optional.of(ProbeObservation.START);
        }
        var due = Schedule.next(Optional.of(status), generation(found.server()), settings.reprobe());
        var now = clock.instant();
        if (due.isAfter(now)) {
            return Optional.of(atLeastASecond(now, due));
        }
        if (dereference.probesAtWork(now) >= MOST_PROBES) {
            return Optional.of(QUEUE);
        }
        var unwalled = parts.walls().ensure(found.server().getMetadata().getNamespace());
        return unwalled.map(_ -> NO_WALLS);
    }

    private Duration ask(McpServer server, Plan.Accepted plan, Resources resources) {
        var refused = parts.apply().probe(resources);
        if (refused.isEmpty()) {
            return ProbeObservation.START;
        }
        var failed = ProbeReport.failed(generation(server), Reason.PROBE_FAILED, refused.get());
        write(server, Status.of(plan, before(server), Status.Seen.of(new Ended(failed, clock.instant()))));
        return Schedule.SHORTEST;
    }

    private static Duration atLeastASecond(Instant now, Instant due) {
        return Duration.between(now, due).plusSeconds(1);
    }

    private static long generation(McpServer server) {
        return server.getMetadata().getGeneration();
    }
}

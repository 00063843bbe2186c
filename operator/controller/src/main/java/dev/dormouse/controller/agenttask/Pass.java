/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.agenttask.Status.Seen;
import dev.dormouse.controller.network.Walls;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.crds.status.PodFacts.Held;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.DesiredState;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.state.Head;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One look at one task, from dereferencing to its status. */
final class Pass {
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration FOREIGN_STATE = Duration.ofSeconds(2);
    /** A task that waits tells its place this often; it is woken when its turn has come. */
    private static final Duration QUEUE = Duration.ofSeconds(30);

    private static final Duration REFUSED = Duration.ofSeconds(15);
    /** What a part counts at least, see docs/decisions/0011. */
    private static final long PART_BYTES = 32 * 1024;
    /** That a broker may have asked for and not filled. */
    private static final long PARTS_AHEAD = 64;

    private static final Duration NO_WALLS = Duration.ofSeconds(5);

    private final Settings settings;
    private final Steps steps;
    private final Aides aides;
    private final Clock clock;

    Pass(Settings settings, Steps steps, Aides aides, Clock clock) {
        this.settings = settings;
        this.steps = steps;
        this.aides = aides;
        this.clock = clock;
    }

    /** The steps that read or write. */
    record Steps(Dereference dereference, Apply apply, Status status) {}

    /** What outlives a pass. */
    record Aides(Memories memories, Places places, Announcer announcer, Walls walls) {}

    /** What a move came to. */
    private record Done(Seen seen, Optional<Duration> lookAgain) {}

    /** @return when to look again; empty: the next event will say */
    Optional<Duration> over(AgentTask task) {
        return switch (Plan.of(steps.dereference().named(task), settings)) {
            case Plan.Rejected rejected -> rejected(task, rejected);
            case Plan.Accepted plan -> withState(task, plan);
        };
    }

    /** A broker goes on with the plan it has; told to go, it takes in the answers of what it sent. */
    private Optional<Duration> rejected(AgentTask task, Plan.Rejected rejected) {
        aides.places().release(task);
        var desired = task.getSpec().desiredState();
        if (desired != null && desired != DesiredState.RUNNING) {
            steps.dereference().pods(task).forEach(steps.apply()::delete);
        }
        return steps.status().rejected(task, rejected);
    }

    private Optional<Duration> withState(AgentTask task, Plan.Accepted plan) {
        var known = steps.status().stateUid(task);
        var uid = task.getMetadata().getUid();
        try {
            var facts = StateFacts.of(uid, known, steps.dereference().state(task, known));
            if (facts instanceof StateFacts.Absent) {
                try {
                    facts = StateFacts.of(uid, known, Optional.of(steps.apply().createState(task)));
                } catch (RefusedException e) {
                    aides.places().release(task);
                    return earlier(Optional.of(REFUSED), steps.status().withoutState(task, plan, e.held()));
                }
            }
            return switch (facts) {
                case StateFacts.Stored state -> withParts(task, plan, state);
                case StateFacts.Foreign _, StateFacts.Absent _ -> Optional.of(FOREIGN_STATE);
                case StateFacts.Lost lost -> lost(task, lost);
            };
        } catch (TamperedException e) {
            return lost(task, e.facts());
        }
    }

    private static Optional<Duration> earlier(Optional<Duration> one, Optional<Duration> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Duration::compareTo);
    }

    private Optional<Duration> lost(AgentTask task, StateFacts.Lost lost) {
        aides.places().release(task);
        steps.dereference().pods(task).forEach(steps.apply()::delete);
        return steps.status().lost(task, lost);
    }

    /** What stands beside the state: makes what the broker wants and removes what nobody needs any more. */
    private Optional<Duration> withParts(AgentTask task, Plan.Accepted plan, StateFacts.Stored state) {
        var named = state.head().blobs().named().size();
        if (named > settings.stateBytes() / PART_BYTES + PARTS_AHEAD) {
            throw new TamperedException("its head names " + named + " parts");
        }
        var parts = steps.dereference().parts(task, state.head());
        var gone = steps.dereference().lost(task, parts.lost());
        if (gone.isPresent()) {
            var name = gone.get().configMap(task.getMetadata().getName());
            return lost(task, StateFacts.lost("its ConfigMap " + name + " is gone"));
        }
        Optional<Duration> again = Optional.empty();
        try {
            makeRoom(task, plan, state.head(), parts);
        } catch (RefusedException e) { // the broker waits for its part, and gives the turn up after a while
            aides.announcer().refused(task, e.held().message());
            again = Optional.of(REFUSED);
        }
        parts.dropped().forEach(steps.apply()::deletePart);
        return earlier(again, live(task, plan, state));
    }

    private void makeRoom(AgentTask task, Plan.Accepted plan, Head head, Parts parts) {
        if (!parts.missing().isEmpty()) {
            steps.apply().grant(Resources.access(task, plan, head));
            parts.missing().forEach(part -> steps.apply().createPart(task, part));
        }
    }

    private Optional<Duration> live(AgentTask task, Plan.Accepted plan, StateFacts.Stored state) {
        var pods = steps.dereference().pods(task, state.head(), clock.instant());
        var newest = Math.max(steps.status().epoch(task), pods.isEmpty() ? 0 : PodObservation.epoch(pods.getFirst()));
        if (newest > state.head().epoch() && steps.dereference().isStale(task, newest)) {
            return Optional.of(SOON);
        }
        var pod = pods.isEmpty() ? PodFacts.NONE : PodObservation.of(pods.getFirst(), clock.instant());
        var memory = aides.memories().observe(plan.task(), state.head(), pod);
        if (steps.status().stateUid(task).isEmpty()) {
            // once a pod exists, a state that is gone must be known to have been there
            steps.status().live(task, plan, state, new Seen(state.head(), pod));
        }
        Optional<Duration> refused = Optional.empty();
        if (pod instanceof PodFacts.Working || pod instanceof PodFacts.Coming) {
            refused = widen(task, plan, state.head());
            steps.apply().relabel(pods.getFirst(), TaskPod.mayCall(plan.servers()));
        }
        var move = new Moves(plan.task(), state.head(), pod, memory).next();
        var done = perform(new Turn(task, plan, state, pods), new Seen(state.head(), pod), move);
        pods.stream().skip(1).forEach(steps.apply()::delete);
        var held = steps.status().live(task, plan, state, done.seen());
        return Stream.of(done.lookAgain(), held, refused, heartbeat(done.seen().pod()))
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    /** Lets a broker that is there, or on its way, read what its task names by now. */
    private Optional<Duration> widen(AgentTask task, Plan.Accepted plan, Head head) {
        if (aides.memories().isGranted(plan.task())) {
            return Optional.empty();
        }
        try {
            steps.apply().grant(Resources.access(task, plan, head));
            aides.memories().granted(plan.task());
            return Optional.empty();
        } catch (RefusedException e) {
            aides.announcer().refused(task, e.held().message());
            return Optional.of(REFUSED);
        }
    }

    /** A pod that isn't ready gives no event when its time is over. */
    private static Optional<Duration> heartbeat(PodFacts pod) {
        return pod instanceof PodFacts.Working ? Optional.of(PodObservation.NOT_READY) : Optional.empty();
    }

    private record Turn(AgentTask task, Plan.Accepted plan, StateFacts.Stored state, List<Pod> pods) {}

    private Done perform(Turn turn, Seen seen, Move move) {
        return switch (move) {
            case Move.Start start -> start(turn, seen, start);
            case Move.Stay(var lookAgain) -> {
                releaseIfWithoutPod(turn.task(), seen.pod());
                yield new Done(seen, lookAgain);
            }
            case Move.Wait(var held, var lookAgain) -> {
                aides.places().release(turn.task());
                yield new Done(new Seen(seen.head(), held), lookAgain);
            }
            case Move.Delete(var epoch) -> {
                releaseIfWithoutPod(turn.task(), seen.pod());
                turn.pods().stream()
                        .filter(pod -> PodObservation.epoch(pod) == epoch)
                        .forEach(steps.apply()::delete);
                yield new Done(seen, Optional.empty());
            }
            case Move.Cancel(var raised) -> {
                aides.places().release(turn.task());
                yield cancel(turn, seen, raised);
            }
        };
    }

    private Done cancel(Turn turn, Seen seen, Head raised) {
        try {
            return steps.apply().raise(turn.task(), turn.state().raw(), raised)
                    ? new Done(new Seen(raised, seen.pod()), Optional.empty())
                    : new Done(seen, Optional.of(SOON));
        } catch (RefusedException e) {
            return new Done(new Seen(seen.head(), e.held()), Optional.of(REFUSED));
        }
    }

    private void releaseIfWithoutPod(AgentTask task, PodFacts pod) {
        if (pod instanceof PodFacts.None || pod instanceof PodFacts.Gone) {
            aides.places().release(task);
        }
    }

    private Done start(Turn turn, Seen seen, Move.Start start) {
        if (turn.plan().unresolved().isPresent()) {
            aides.places().release(turn.task());
            return new Done(new Seen(seen.head(), turn.plan().unresolved().get()), Optional.empty());
        }
        if (turn.plan().runtime().isEmpty() && steps.dereference().hasUnseenRuntime(turn.task())) {
            aides.places().release(turn.task());
            return new Done(seen, Optional.of(SOON)); // its pod is to be as the runtime says
        }
        var unwalled = aides.walls().ensure(turn.task().getMetadata().getNamespace());
        if (unwalled.isPresent()) {
            aides.places().release(turn.task());
            var held = new Held(Reason.NETWORK_NOT_READY, unwalled.get());
            return new Done(new Seen(seen.head(), held), Optional.of(NO_WALLS));
        }
        var ahead = aides.places().claim(turn.task());
        if (ahead.isPresent()) {
            var held = new Held(Reason.TOO_MANY_PODS, "a free pod slot (" + ahead.get() + " ahead)");
            return new Done(new Seen(seen.head(), held), Optional.of(QUEUE));
        }
        try {
            return inPlace(turn, seen, start);
        } catch (RefusedException e) {
            aides.places().release(turn.task());
            return new Done(new Seen(seen.head(), e.held()), Optional.of(REFUSED));
        } catch (KubernetesClientException | TamperedException e) {
            aides.places().release(turn.task());
            throw e;
        }
    }

    private Done inPlace(Turn turn, Seen seen, Move.Start start) {
        var head = start.raised().orElse(seen.head());
        if (start.raised().isPresent()
                && !steps.apply().raise(turn.task(), turn.state().raw(), head)) {
            return new Done(seen, Optional.of(SOON));
        }
        if (start.raised().isPresent() && seen.head().park() == null) {
            aides.announcer().lost(turn.task(), seen.head().epoch());
        }
        return make(turn, head, start);
    }

    private Done make(Turn turn, Head head, Move.Start start) {
        var life = new TaskPod.Life(head, turn.state().uid(), start.predecessorGone());
        try {
            steps.apply().make(Resources.of(turn.task(), turn.plan(), settings, life));
        } catch (RefusedException e) {
            aides.places().release(turn.task());
            return new Done(new Seen(head, e.held()), Optional.of(REFUSED));
        }
        aides.memories().granted(turn.plan().task());
        aides.memories().started(turn.plan().task().ref().uid(), head);
        aides.announcer().started(turn.task(), start.epoch());
        return new Done(new Seen(head, new PodFacts.Coming(start.epoch(), Optional.empty())), Optional.empty());
    }
}

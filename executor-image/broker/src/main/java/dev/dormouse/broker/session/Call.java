/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.broker.policy.Catalogue;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of the open step and where it stands. {@code HELD → (READY → CLAIMING →) SENDING → SETTLING → SETTLED}; a send
 * may bring it back to READY or PAUSED, or leave it DOUBTFUL.
 */
final class Call {
    final CallSite site;
    private State state;
    private @Nullable JsonNode arguments;
    private boolean issued;
    private Catalogue.@Nullable Entry entry;
    private int claims;
    private int sends;
    private boolean perhapsSent;
    private String doubt = "";
    private Optional<AnswerRoom.Ticket> room = Optional.empty();

    enum State {
        /** Issued by the guest, not looked at yet. */
        HELD,
        /** An effect that waits for a slot and then a claim. */
        READY,
        /** Its claim is on the way to the store. */
        CLAIMING,
        SENDING,
        /** Will be tried again after a pause. */
        PAUSED,
        /** Claimed, perhaps sent, no result. */
        DOUBTFUL,
        /** Its answer is there and on its way into the journal. */
        SETTLING,
        SETTLED;

        boolean inFlight() {
            return this == CLAIMING || this == SENDING || this == SETTLING;
        }
    }

    private Call(CallSite site, State state) {
        this.site = site;
        this.state = state;
    }

    /** A call that the guest just made. */
    static Call issued(CallSite site, JsonNode arguments) {
        var call = new Call(site, State.HELD);
        call.reissued(arguments);
        return call;
    }

    static Call settledBefore(CallSite site) {
        return new Call(site, State.SETTLED);
    }

    /** An earlier pod claimed it and left no result. */
    static Call leftInDoubt(CallSite site, int claims) {
        var call = new Call(site, State.DOUBTFUL);
        call.claims = claims;
        call.perhapsSent = true;
        call.doubt = "the pod that sent it was lost before the answer was recorded";
        return call;
    }

    /** The guest made this call again in a replay. */
    void reissued(JsonNode same) {
        arguments = same;
        issued = true;
    }

    /** Whether the evaluator that runs now has made the call. */
    boolean wasIssued() {
        return issued;
    }

    /** The evaluator is gone; the next one makes the call again. What was sent goes on. */
    void forgetIssue() {
        issued = false;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
        if (next == State.SETTLED) {
            arguments = null;
        }
        if (next != State.SETTLING) {
            room.ifPresent(AnswerRoom.Ticket::close);
            room = Optional.empty();
        }
    }

    /** It is being sent; its answer has this room until it is settled, or never comes. */
    void sending(AnswerRoom.Ticket ticket) {
        become(State.SENDING);
        room = Optional.of(ticket);
    }

    /** A send of it ended without an answer. */
    void endUnknown() {
        perhapsSent = true;
    }

    /** Whether it may have happened, however its later sends end. */
    boolean wasPerhapsSent() {
        return perhapsSent;
    }

    void doubtful(String why) {
        become(State.DOUBTFUL);
        doubt = why;
    }

    String doubt() {
        return doubt;
    }

    JsonNode arguments() {
        return Objects.requireNonNull(arguments);
    }

    boolean isAdmitted() {
        return entry != null;
    }

    void admitted(Catalogue.Entry as) {
        entry = as;
    }

    Catalogue.Entry entry() {
        return Objects.requireNonNull(entry);
    }

    /** Effect class under which it goes out; a call that was never admitted here counts as a write. */
    EffectClass effect() {
        return entry == null ? EffectClass.WRITE : entry.effect();
    }

    /** Counts a claim; returns its number, from 1. */
    int nextClaim() {
        return ++claims;
    }

    /** Number of claims so far, those of earlier pods included. */
    int claims() {
        return claims;
    }

    /** Counts a send of this pod; returns its number, from 1. */
    int nextSend() {
        return ++sends;
    }

    int sends() {
        return sends;
    }
}

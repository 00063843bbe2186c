/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * A sandbox whose guest is a fixed, deterministic program: for each of {@code items} in parallel, read, then mail, then
 * log. Speaks the real frames; only the engine is missing.
 */
final class ScriptedGuest implements SandboxLink {
    private static final List<String> STAGES = List.of("read", "mail", "log");

    private final int items;
    private final int snapshotBytes;
    private final Map<Integer, Stage> calls = new LinkedHashMap<>();
    private final Set<Integer> done = new HashSet<>();
    private final Executor speaking;
    private volatile Listener listener = new Listener() {
        @Override
        public void received(ToBroker frame, FrameSize size) {}

        @Override
        public void lost(String why) {}

        @Override
        public void violated(String why) {}
    };
    private int delivered;

    private record Stage(int item, int stage) {}

    /** @param speaking runs what tells the listener of a frame, in order; a listener may wait for who sends */
    ScriptedGuest(int items, Executor speaking) {
        this(items, 1, speaking);
    }

    /** @param snapshotBytes of which the first is the number of items done, the others are noise */
    ScriptedGuest(int items, int snapshotBytes, Executor speaking) {
        this.items = items;
        this.snapshotBytes = snapshotBytes;
        this.speaking = speaking;
    }

    @Override
    public void listen(Listener to) {
        listener = to;
        tell(new ToBroker.Hello("scripted 1", 0));
    }

    /** The connection breaks, and nobody comes back. */
    void depart() {
        listener.lost("it is gone");
    }

    @Override
    public void send(ToSandbox frame) {
        switch (frame) {
            case ToSandbox.Open open -> tell(new ToBroker.Opened(open.opening(), List.of()));
            case ToSandbox.Begin begin -> begin();
            case ToSandbox.Settle settle -> settle(settle);
            case ToSandbox.Finish() -> tell(new ToBroker.Finished(snapshot(), List.of("done"), List.of()));
        }
    }

    private byte[] snapshot() {
        var bytes = new byte[snapshotBytes];
        new Random(snapshotBytes).nextBytes(bytes);
        bytes[0] = (byte) done.size();
        return bytes;
    }

    private void tell(ToBroker frame) {
        var to = listener;
        speaking.execute(() -> to.received(frame, FrameSize.of(Json.bytes(frame))));
    }

    @Override
    public void hangUp() {}

    private void begin() {
        calls.clear();
        done.clear();
        delivered = 0;
        for (int item = 0; item < items; item++) {
            issue(new Stage(item, 0));
        }
        idle();
    }

    private void settle(ToSandbox.Settle settle) {
        delivered = settle.k();
        var of = calls.get(settle.n());
        if (of.stage() + 1 < STAGES.size()) {
            issue(new Stage(of.item(), of.stage() + 1));
        } else {
            done.add(of.item());
        }
        idle();
    }

    private void issue(Stage stage) {
        int n = calls.size() + 1;
        calls.put(n, stage);
        JsonNode args = JsonNodeFactory.instance.objectNode().put("item", stage.item());
        tell(new ToBroker.Called(n, delivered, "books", STAGES.get(stage.stage()), args));
    }

    private void idle() {
        tell(new ToBroker.Idle(
                delivered, done.size() == items ? new Completion.Returned(IntNode.valueOf(items)) : null));
    }

    @Override
    public void close() {}
}

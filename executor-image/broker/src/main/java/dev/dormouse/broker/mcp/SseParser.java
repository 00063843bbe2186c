/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a text/event-stream into the data of its events; other fields and comments are skipped. */
final class SseParser {
    private static final String DATA = "data:";

    private final Consumer<String> events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean afterCarriageReturn;
    private boolean hasData;

    SseParser(Consumer<String> events) {
        this.events = events;
    }

    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            feed(bytes.get());
        }
    }

    private void feed(byte next) {
        if (next == '\n' && afterCarriageReturn) {
            afterCarriageReturn = false;
            return;
        }
        afterCarriageReturn = next == '\r';
        if (next == '\n' || next == '\r') {
            endOfLine(line.toString(StandardCharsets.UTF_8));
            line.reset();
        } else {
            line.write(next);
        }
    }

    private void endOfLine(String text) {
        if (text.isEmpty()) {
            dispatch();
        } else if (text.startsWith(DATA)) {
            var value = text.substring(DATA.length());
            data.append(hasData ? "\n" : "").append(value.startsWith(" ") ? value.substring(1) : value);
            hasData = true;
        }
    }

    private void dispatch() {
        if (hasData && !data.isEmpty()) {
            events.accept(data.toString());
        }
        data.setLength(0);
        hasData = false;
    }
}

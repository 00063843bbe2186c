/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.Completion;
import java.util.function.Function;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** Tells a guest's error in the guest's words and lines; nothing of the host shows. */
final class GuestErrors {
    private static final int MAX_MESSAGE = 2000;

    private final Function<Value, String> describe;
    private String code = "";
    private String sourceName = "";

    /** @param describe gives the JSON array of name and message of what was thrown; may throw */
    GuestErrors(Function<Value, String> describe) {
        this.describe = describe;
    }

    /** The cell that errors are told for from now on. */
    void cell(String name, String text) {
        sourceName = name;
        code = text;
    }

    Completion.Threw threw(Value error, boolean ofResult) {
        var described = described(error);
        var name = described.get(0).asText();
        var message = described.get(1).asText();
        if (ofResult) {
            return at(name, "the result cannot be turned into JSON: " + message, 0);
        }
        return at(name.isEmpty() ? "Error" : name, name.isEmpty() ? "thrown: " + message : message, line(error));
    }

    /** An exception that reached the host: the engine gave up on the guest's code. */
    Completion.Threw threw(PolyglotException e) {
        var value = e.getGuestObject();
        if (value != null && !e.isInternalError()) {
            return threw(value, false);
        }
        return at("Error", e.isResourceExhausted() ? "out of memory or stack" : "the engine failed", lineOf(e));
    }

    private JsonNode described(Value error) {
        try {
            return Json.tree(describe.apply(error));
        } catch (RuntimeException e) {
            return Json.tree("[\"Error\", \"an error that cannot be read\"]");
        }
    }

    private int line(Value error) {
        if (!error.isException()) {
            return 0;
        }
        try {
            throw error.throwException();
        } catch (PolyglotException e) {
            return lineOf(e);
        } catch (RuntimeException e) {
            return 0;
        }
    }

    private int lineOf(PolyglotException e) {
        for (var frame : e.getPolyglotStackTrace()) {
            var location = frame.isGuestFrame() ? frame.getSourceLocation() : null;
            if (location != null && location.getSource().getName().equals(sourceName)) {
                return location.getStartLine();
            }
        }
        return 0;
    }

    private Completion.Threw at(String name, String message, int line) {
        var text = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "..." : message;
        var lines = code.split("\n", -1);
        if (line < 1 || line > lines.length) {
            return new Completion.Threw(name, text, 0);
        }
        var shown = lines[line - 1].strip();
        var cut = shown.length() > 120 ? shown.substring(0, 120) + "..." : shown;
        return new Completion.Threw(name, text + " (line " + line + ": " + cut + ")", line);
    }
}

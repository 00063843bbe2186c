/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** How a call ended, as the guest learns it: its promise resolves or rejects with exactly this. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Ok.class, name = "ok"),
    @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed")
})
public sealed interface Outcome {
    /** The call's value: {@code structuredContent}, else the JSON parsed out of text, else the text. */
    record Ok(JsonNode value) implements Outcome {}

    /**
     * The guest's promise rejects with {@code ToolError{server, tool, code, message, data}}.
     *
     * @param code a stable word: {@code ToolError} (the tool said so), {@code NotAllowed}, {@code InvalidArguments},
     *     {@code LimitReached}, {@code Unreachable}, {@code NoSuchTool}, ...
     * @param message a sentence for a person or a model
     * @param data what the tool sent along; absent for refusals
     */
    record Failed(String code, String message, @Nullable JsonNode data) implements Outcome {}
}

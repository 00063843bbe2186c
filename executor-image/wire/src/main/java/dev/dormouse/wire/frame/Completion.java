/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.frame;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;

/** How the code of a step ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Completion.Returned.class, name = "returned"),
    @JsonSubTypes.Type(value = Completion.Threw.class, name = "threw")
})
public sealed interface Completion {
    /** Value of {@code return} or of the last expression; {@code undefined} is JSON null. */
    record Returned(JsonNode value) implements Completion {}

    /**
     * @param name e.g. {@code TypeError}
     * @param message one line that names the guest's line, never a Java class
     * @param line of the guest's code, from 1; 0 when there is none
     */
    record Threw(String name, String message, int line) implements Completion {}
}

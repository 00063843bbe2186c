/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One entry of a session. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "self == oldSelf",
        messageExpression = "'turn ' + self.name + ': a turn never changes; give the new text a new name'",
        message = "a turn never changes; give the new text a new name")
@ValidationRule(
        value = "has(self.code) != has(self.codeFrom)",
        message = "a turn has exactly one of code and codeFrom; add or remove one")
public record TurnSpec(
        @JsonPropertyDescription("A name that ran never runs again.")
        @Required
        @Size(min = 1, max = 63)
        @Pattern(Api.LABEL)
        @Nullable
        String name,

        @JsonPropertyDescription("JavaScript, at most 32 KiB. Top-level declarations persist; what is returned, or the"
                + " last expression, is the turn's result.")
        @Size(min = 1, max = 32_768)
        @ValidationRule(
                value = "bytes(self).size() <= 32768",
                message = "code: at most 32 KiB; split the turn, or put the code into a ConfigMap (codeFrom)")
        @Nullable
        String code,

        @JsonPropertyDescription("Where the code stands instead.") @Nullable
        CodeFrom codeFrom) {

    /** Code that stands elsewhere. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CodeFrom(
            @JsonPropertyDescription("A key of a ConfigMap; read once, when the turn starts.") @Required @Nullable
            KeyRef configMapKeyRef) {}
}

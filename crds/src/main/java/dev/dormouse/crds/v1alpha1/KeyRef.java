/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One key of a Secret or ConfigMap of the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyRef(
        @JsonPropertyDescription("Name of the object, in the same namespace.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Api.OBJECT_NAME)
        @Nullable
        String name,

        @JsonPropertyDescription("Key in its data.") @Required @Size(min = 1, max = 253) @Pattern(Api.KEY) @Nullable
        String key) {}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a tool may do to the world outside. */
public enum Effect {
    @JsonProperty("Read")
    READ,
    @JsonProperty("Idempotent")
    IDEMPOTENT,
    @JsonProperty("Write")
    WRITE
}

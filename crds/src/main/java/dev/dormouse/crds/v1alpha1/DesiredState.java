/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a person wants of a task. */
public enum DesiredState {
    @JsonProperty("Running")
    RUNNING,
    @JsonProperty("Suspended")
    SUSPENDED,
    /** One-way. */
    @JsonProperty("Cancelled")
    CANCELLED
}

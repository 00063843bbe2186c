/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One word for a column; conditions say more. */
public enum TaskPhase {
    /** Not accepted yet, or waiting for its first pod. */
    @JsonProperty("Pending")
    PENDING,
    @JsonProperty("Running")
    RUNNING,
    /** No pod; goes on by itself. */
    @JsonProperty("Sleeping")
    SLEEPING,
    /** No pod; waits for a person. */
    @JsonProperty("AwaitingDecision")
    AWAITING_DECISION,
    @JsonProperty("Suspended")
    SUSPENDED,
    @JsonProperty("Completed")
    COMPLETED,
    @JsonProperty("Failed")
    FAILED,
    @JsonProperty("Cancelled")
    CANCELLED
}

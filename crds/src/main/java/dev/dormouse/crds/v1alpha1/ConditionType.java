/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

/** Conditions that Dormouse writes. */
public enum ConditionType {
    /** The resource makes sense; False says which field does not, and why. */
    ACCEPTED("Accepted"),
    /** Everything that it names exists. */
    RESOLVED_REFS("ResolvedRefs"),
    /** The network lets tasks reach the server at its own address only. */
    EGRESS_ENFORCED("EgressEnforced"),
    /** The server answered, and its tools are listed. */
    READY("Ready"),
    /** The pod's sandbox and broker are up. */
    SANDBOX_READY("SandboxReady"),
    /** Everything up to the end of the last step is stored outside the pod. */
    CHECKPOINTED("Checkpointed"),
    /** Every turn has ended well. */
    COMPLETE("Complete"),
    /** A turn failed, or the task cannot go on. */
    FAILED("Failed"),
    /** kstatus: work is going on. */
    RECONCILING("Reconciling"),
    /** kstatus: nothing will happen before somebody changes something. */
    STALLED("Stalled");

    private final String text;

    ConditionType(String text) {
        this.text = text;
    }

    /** As it stands in YAML. */
    public String text() {
        return text;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every reason that Dormouse gives in a condition, and every reason for which a parser refuses a resource. */
public enum Reason {
    ACCEPTED("Accepted"),
    /** A field's value cannot work; the message names field and remedy. */
    INVALID_FIELD("InvalidField"),
    /** A field that is needed is absent. */
    MISSING_FIELD("MissingField"),
    /** Of fields that exclude each other none or several are set. */
    EXACTLY_ONE_OF("ExactlyOneOf"),
    /** Larger than this version carries. */
    TOO_LARGE("TooLarge"),
    /** The task asks for more than its AgentRuntime lets it. */
    LIMIT_ABOVE_CEILING("LimitAboveCeiling"),
    /** The operator has no rights in this namespace. */
    NAMESPACE_NOT_ENABLED("NamespaceNotEnabled"),

    RESOLVED("Resolved"),
    RUNTIME_NOT_FOUND("RuntimeNotFound"),
    SERVER_NOT_FOUND("ServerNotFound"),
    /** The McpServer exists and is itself not accepted. */
    SERVER_NOT_ACCEPTED("ServerNotAccepted"),
    /** There is no such Secret, or it has no such key. */
    SECRET_MISSING("SecretMissing"),
    /** The value can't be a credential: empty, too short, too long, or not to be sent in a header. */
    SECRET_REFUSED("SecretRefused"),
    /** The Secret names, in its key dormouse-origin, another origin than that of the McpServer. */
    ORIGIN_REFUSED("OriginRefused"),
    /** The url of an McpServer leads to an address that only a service may have. */
    ADDRESS_REFUSED("AddressRefused"),
    /** A server refuses the credentials (401). */
    CREDENTIALS_REFUSED("CredentialsRefused"),
    /** Something that would have left the task holds the value of a Secret. */
    SECRET_WITHHELD("SecretWithheld"),

    /** A network policy that a pod needs doesn't stand yet; no pod starts before it. */
    NETWORK_NOT_READY("NetworkNotReady"),
    /** A network policy lets pods reach just this server. */
    ENFORCED("Enforced"),
    /** A network policy knows addresses, not names: it lets the port through, the broker checks the name. */
    HOSTNAME_NOT_ENFORCEABLE("HostnameNotEnforceable"),
    /** What a server's address names isn't there, or can't be an address. */
    NOT_RESOLVED("NotResolved"),

    /** Nobody has looked yet, or somebody is looking now. */
    PROBING("Probing"),
    /** No connection, or none that is secure. */
    REFUSED("Refused"),
    UNAUTHORIZED("Unauthorized"),
    /** Something answered, and not in MCP. */
    NOT_MCP("NotMcp"),
    PROTOCOL_VERSION("ProtocolVersion"),
    /** A tool's name or schema can't be used; the message says which. */
    SCHEMA_INVALID("SchemaInvalid"),
    TIMEOUT("Timeout"),
    /** The pod that asks the server could not do so; the message says why. */
    PROBE_FAILED("ProbeFailed"),

    READY("Ready"),
    /** The pod exists and is on its way up. */
    STARTING("Starting"),
    /** There is no pod because there is nothing to do. */
    NO_POD_NEEDED("NoPodNeeded"),
    UNSCHEDULABLE("Unschedulable"),
    IMAGE_PULL_FAILED("ImagePullFailed"),
    QUOTA_EXCEEDED("QuotaExceeded"),
    /** The node's kernel or the pod's runtime gives the sandbox no system-call filter, so it runs nothing. */
    SYSCALL_FILTER_MISSING("SyscallFilterMissing"),
    /** The operator's own ceiling; the task waits for its place. */
    TOO_MANY_PODS("TooManyPods"),
    /** The pod or its node went away; another epoch follows. */
    POD_LOST("PodLost"),
    /** Pods ended without progress; the next one waits. */
    BACKING_OFF("BackingOff"),

    CHECKPOINT_STORED("CheckpointStored"),
    NOTHING_STORED("NothingStored"),

    ALL_TURNS_COMPLETED("AllTurnsCompleted"),
    TURNS_LEFT("TurnsLeft"),
    TURN_FAILED("TurnFailed"),
    NOT_FAILED("NotFailed"),
    /** An effect was perhaps sent; the message says which call and what to do. */
    EFFECT_IN_DOUBT("EffectInDoubt"),
    /** The task's own configuration keeps it from going on; the message says what. */
    BLOCKED("Blocked"),
    SUSPENDED("Suspended"),
    CANCELLED("Cancelled"),
    /** The state object is gone; the task never starts again, for that could repeat its effects. */
    STATE_LOST("StateLost"),
    /** The state object is not what the operator and the broker wrote. */
    STATE_TAMPERED("StateTampered"),

    PROGRESSING("Progressing"),
    SETTLED("Settled"),
    NOT_STALLED("NotStalled");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /** As it stands in YAML. */
    public String text() {
        return text;
    }

    /**
     * Whether only a broker can know it, for it alone sees Secrets and addresses. Such a refusal stands until somebody
     * changes something, so asking again at once can't help.
     */
    public boolean saidByBroker() {
        return switch (this) {
            case SECRET_MISSING,
                    SECRET_REFUSED,
                    ORIGIN_REFUSED,
                    ADDRESS_REFUSED,
                    CREDENTIALS_REFUSED,
                    SECRET_WITHHELD -> true;
            default -> false;
        };
    }

    /** Whether the task's state is not what it should be: no change of the task mends that. */
    public boolean stateIsGone() {
        return this == STATE_LOST || this == STATE_TAMPERED;
    }

    /** The reason of that word, if there is one. */
    public static Optional<Reason> of(@Nullable String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.text.equals(text))
                .findFirst();
    }
}

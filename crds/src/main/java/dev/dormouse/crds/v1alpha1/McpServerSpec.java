/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a server is, how it is called, and what its tools do. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "has(self.service) != has(self.url)",
        message = "exactly one of service (in this namespace) and url (anywhere else); add or remove one")
@ValidationRule(
        value = "!has(self.url) || self.url.startsWith('https://') || (has(self.allowInsecure) && self.allowInsecure)"
                + " || self.url.matches(r'^http://(localhost|127[.]0[.]0[.]1|\\[::1\\])([:/?]|$)')",
        message =
                "url: must be https (http only to localhost, 127.0.0.1 or [::1]); use https, or set allowInsecure: true"
                        + " if tokens may cross the network in the clear")
public record McpServerSpec(
        @JsonPropertyDescription("A Service of this namespace.") @Nullable
        ServiceRef service,

        @JsonPropertyDescription("Address of the streamable HTTP transport; https, or http to a loopback address."
                + " Private, link-local and metadata addresses are refused after DNS resolution; use service.")
        @Size(min = 1, max = 2048)
        @ValidationRule(
                value = "isURL(self) && self.matches(r\"^https?://[A-Za-z0-9.:\\[\\]-]+([/?]"
                        + "[A-Za-z0-9/._~%!$&'()*+,;=:@?-]*)?$\")",
                message = "url: must look like https://HOST[:PORT]/PATH, without user, password or fragment;"
                        + " credentials belong into auth")
        @ValidationRule(
                value = "!isURL(self) || url(self).getPort() == '' || (url(self).getPort().size() <= 5"
                        + " && int(url(self).getPort()) >= 1 && int(url(self).getPort()) <= 65535)",
                message = "url: its port must be from 1 to 65535; correct it")
        @Nullable
        String url,

        @JsonPropertyDescription("Credentials, from Secrets of this namespace; sent to this server's origin only, never"
                + " after a redirect. A Secret may name its only origin in a key dormouse-origin: https://HOST[:PORT],"
                + " or http://NAME.NAMESPACE.svc:PORT for a service. At least 8 characters.")
        @Nullable
        AuthSpec auth,

        @JsonPropertyDescription("Time for one call. Absent: 30.") @Min(1) @Max(3600) @Nullable
        Integer timeoutSeconds,

        @JsonPropertyDescription("Lets url be plain http to any host.") @Nullable
        Boolean allowInsecure,

        @JsonPropertyDescription("Believe the server's own readOnlyHint and idempotentHint. Absent: no, so that a tool"
                + " that tools does not name is a Write.")
        @Nullable
        Boolean trustAnnotations,

        @JsonPropertyDescription("What tools do, said by you; before anything that the server says.")
        @Size(max = 256)
        @Nullable
        List<ToolOverride> tools) {

    /** A Service of the same namespace. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ServiceRef(
            @JsonPropertyDescription("Name of the Service.")
            @Required
            @Size(min = 1, max = 63)
            @Pattern(Api.LABEL)
            @Nullable
            String name,

            @JsonPropertyDescription("Port of the Service.") @Required @Min(1) @Max(65_535) @Nullable
            Integer port,

            @JsonPropertyDescription("Path of the transport. Absent: /mcp.")
            @Size(min = 1, max = 1024)
            @Pattern("^/[A-Za-z0-9/._~%!$&'()*+,;=:@?-]*$")
            @Nullable
            String path) {}

    /** Exactly one of its fields. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "has(self.bearerTokenSecretRef) != has(self.headers)",
            message = "auth: exactly one of bearerTokenSecretRef and headers; add or remove one")
    public record AuthSpec(
            @JsonPropertyDescription("Sent as \"Authorization: Bearer ...\".") @Nullable
            KeyRef bearerTokenSecretRef,

            @JsonPropertyDescription("Headers with secret values.") @Size(min = 1, max = 16) @Nullable
            List<HeaderSpec> headers) {}

    /** One header. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "!(self.name.lowerAscii() in ['host', 'content-length', 'content-type', 'accept', 'connection',"
                    + " 'transfer-encoding', 'mcp-session-id', 'mcp-protocol-version', 'last-event-id'])",
            message = "name: this header belongs to the transport; remove the entry")
    public record HeaderSpec(
            @JsonPropertyDescription("Name of the header.")
            @Required
            @Size(min = 1, max = 64)
            @Pattern("^[A-Za-z0-9-]+$")
            @Nullable
            String name,

            @JsonPropertyDescription("Where its value stands.") @Required @Nullable
            KeyRef secretRef) {}

    /** What is known of one tool. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ToolOverride(
            @JsonPropertyDescription("Name of the tool, as the server says it.")
            @Required
            @Size(min = 1, max = 128)
            @Pattern("^[A-Za-z0-9_./-]+$")
            @Nullable
            String name,

            @JsonPropertyDescription(
                    "Read: changes nothing. Idempotent: twice is as good as once. Write: never sent again"
                            + " when in doubt.")
            @Required
            @Nullable
            Effect effect) {}
}

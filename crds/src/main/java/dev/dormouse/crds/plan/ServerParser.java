/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.plan.ServerPlan.AuthHeader;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.v1alpha1.Effect;
import dev.dormouse.crds.v1alpha1.KeyRef;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerSpec;
import dev.dormouse.crds.v1alpha1.McpServerSpec.AuthSpec;
import dev.dormouse.crds.v1alpha1.McpServerSpec.HeaderSpec;
import dev.dormouse.crds.v1alpha1.McpServerSpec.ServiceRef;
import dev.dormouse.crds.v1alpha1.McpServerSpec.ToolOverride;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.EffectClass;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From McpServer to {@link ServerPlan}; see {@link TaskParser} for what is checked here. */
public final class ServerParser {
    private static final String DEFAULT_PATH = "/mcp";
    private static final int MAX_PORT = 65_535;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Set<String> TRANSPORT_HEADERS = Set.of(
            "host",
            "content-length",
            "content-type",
            "accept",
            "connection",
            "transfer-encoding",
            "mcp-session-id",
            "mcp-protocol-version",
            "last-event-id");

    private ServerParser() {}

    public static Parsed<ServerPlan> parse(McpServer server) {
        return Refusal.parsed(() -> {
            var meta = Refusal.present(server.getMetadata(), "metadata");
            var name = Refusal.present(meta.getName(), "metadata.name");
            var spec = Refusal.present(server.getSpec(), "spec");
            var timeout = spec.timeoutSeconds();
            return new ServerPlan(
                    name,
                    endpoint(spec, Objects.requireNonNullElse(meta.getNamespace(), "default")),
                    reach(spec),
                    auth(spec.auth()),
                    timeout == null ? ServerPlan.DEFAULT_TIMEOUT : Duration.ofSeconds(timeout),
                    Boolean.TRUE.equals(spec.trustAnnotations()),
                    overrides(Refusal.list(spec.tools())));
        });
    }

    private static URI endpoint(McpServerSpec spec, String namespace) {
        Refusal.exactlyOne(
                spec.service(),
                spec.url(),
                "spec",
                "exactly one of service (in this namespace) and url (anywhere else); add or remove one");
        if (spec.service() != null) {
            return inCluster(spec.service(), namespace);
        }
        var uri = address(Refusal.present(spec.url(), "spec.url"));
        var secure = uri.getScheme().equals("https") || LOOPBACK.contains(uri.getHost());
        if (!secure && !Boolean.TRUE.equals(spec.allowInsecure())) {
            throw new Refusal(
                    "spec.url",
                    Reason.INVALID_FIELD,
                    "must be https (http only to localhost, 127.0.0.1 or [::1]); use https, or set allowInsecure: true"
                            + " if tokens may cross the network in the clear");
        }
        return uri;
    }

    private static Reach reach(McpServerSpec spec) {
        if (spec.url() == null) {
            return Reach.SERVICE;
        }
        return LOOPBACK.contains(address(spec.url()).getHost()) ? Reach.LOOPBACK : Reach.PUBLIC;
    }

    private static URI inCluster(ServiceRef service, String namespace) {
        var name = Refusal.present(service.name(), "spec.service.name");
        var port = Refusal.present(service.port(), "spec.service.port");
        var path = Objects.requireNonNullElse(service.path(), DEFAULT_PATH);
        try {
            return new URI("http://" + name + "." + namespace + ".svc:" + port + path);
        } catch (URISyntaxException e) {
            throw new Refusal("spec.service.path", Reason.INVALID_FIELD, "is no path of a URL: " + e.getReason());
        }
    }

    private static URI address(String url) {
        try {
            var uri = new URI(url);
            var http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return withPort(uri);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new Refusal(
                "spec.url",
                Reason.INVALID_FIELD,
                "must look like https://HOST[:PORT]/PATH, without user, password or fragment; credentials belong into"
                        + " auth");
    }

    private static URI withPort(URI uri) {
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new Refusal(
                    "spec.url", Reason.INVALID_FIELD, "its port must be from 1 to " + MAX_PORT + "; correct it");
        }
        return uri;
    }

    private static List<AuthHeader> auth(@Nullable AuthSpec auth) {
        if (auth == null) {
            return List.of();
        }
        Refusal.exactlyOne(
                auth.bearerTokenSecretRef(),
                auth.headers(),
                "spec.auth",
                "exactly one of bearerTokenSecretRef and headers; add or remove one");
        if (auth.bearerTokenSecretRef() != null) {
            var key = key(auth.bearerTokenSecretRef(), "spec.auth.bearerTokenSecretRef");
            return List.of(new AuthHeader("Authorization", "Bearer ", key));
        }
        var headers =
                Refusal.list(auth.headers()).stream().map(ServerParser::header).toList();
        Refusal.distinct(
                headers.stream()
                        .map(header -> header.header().toLowerCase(Locale.ROOT))
                        .toList(),
                "spec.auth.headers");
        return headers;
    }

    private static AuthHeader header(HeaderSpec spec) {
        var name = Refusal.present(spec.name(), "spec.auth.headers[].name");
        if (TRANSPORT_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new Refusal(
                    "spec.auth.headers", Reason.INVALID_FIELD, name + " belongs to the transport; remove the entry");
        }
        var field = "spec.auth.headers[" + name + "].secretRef";
        return new AuthHeader(name, "", key(Refusal.present(spec.secretRef(), field), field));
    }

    private static SecretKey key(KeyRef ref, String field) {
        var key =
                new SecretKey(Refusal.present(ref.name(), field + ".name"), Refusal.present(ref.key(), field + ".key"));
        if (key.key().equals(SecretKey.ORIGIN)) {
            throw new Refusal(
                    field + ".key",
                    Reason.INVALID_FIELD,
                    "names the Secret's only origin, not a credential; name another");
        }
        return key;
    }

    private static Map<String, EffectClass> overrides(List<ToolOverride> tools) {
        Refusal.distinct(
                tools.stream()
                        .map(tool -> Refusal.present(tool.name(), "spec.tools[].name"))
                        .toList(),
                "spec.tools");
        return tools.stream()
                .collect(Collectors.toUnmodifiableMap(
                        tool -> Refusal.present(tool.name(), "spec.tools[].name"),
                        tool -> effect(Refusal.present(tool.effect(), "spec.tools[" + tool.name() + "].effect"))));
    }

    private static EffectClass effect(Effect effect) {
        return switch (effect) {
            case READ -> EffectClass.READ;
            case IDEMPOTENT -> EffectClass.IDEMPOTENT;
            case WRITE -> EffectClass.WRITE;
        };
    }
}

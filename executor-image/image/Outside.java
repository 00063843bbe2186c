/* SPDX-License-Identifier: Apache-2.0 */
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The world around a broker while an image build records its AOT cache: an API server that knows one task, one McpServer
 * and the task's state, and that MCP server. Usage: KEYSTORE; prints the port of the API server.
 */
static final String PASSWORD = "training";

static final String HEADERS = "\"metadata\":{\"namespace\":\"default\",\"uid\":\"u\",\"generation\":1,\"resourceVersion\":";
static final String CODE = "const found = await tools.books.find({a: 1}); await Promise.all([1, 2, 3].map(i => tools.books.note({i}))); return found";

static String state;
static int version = 1;

void main(String[] args) throws Exception {
    var mcp = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    mcp.createContext("/", exchange -> mcp(exchange));
    var api = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    api.setHttpsConfigurator(new HttpsConfigurator(tls(args[0])));
    api.createContext("/", exchange -> api(exchange, mcp.getAddress().getPort()));
    state = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"," + HEADERS + "\"1\",\"name\":\"train-state\"},\"data\":{\"head\":"
            + Json.text(Json.text(Head.initial("u"))) + "}}";
    for (var server : new HttpServer[] {mcp, api}) {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }
    System.out.println(api.getAddress().getPort());
}

static SSLContext tls(String file) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = new FileInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
}

static void api(HttpExchange exchange, int mcpPort) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var list = exchange.getRequestURI().getRawQuery() != null;
    if (path.endsWith("/configmaps/train-state")) {
        if (exchange.getRequestMethod().equals("PUT")) {
            var written = Json.mapper().readTree(exchange.getRequestBody());
            ((com.fasterxml.jackson.databind.node.ObjectNode) written.path("metadata")).put("resourceVersion", "" + ++version);
            state = Json.text(written);
        }
        answer(exchange, 200, state);
    } else if (list) {
        answer(exchange, 200, "{\"apiVersion\":\"dormouse.dev/v1alpha1\",\"kind\":\"AgentTaskList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + task() + "]}");
    } else if (path.endsWith("/agenttasks/train")) {
        answer(exchange, 200, task());
    } else if (path.endsWith("/mcpservers/books")) {
        answer(exchange, 200, object("McpServer", "books", "{\"url\":\"http://127.0.0.1:" + mcpPort + "/mcp\","
                + "\"auth\":{\"bearerTokenSecretRef\":{\"name\":\"books\",\"key\":\"token\"}},\"tools\":[{\"name\":\"find\",\"effect\":\"Read\"}]}"));
    } else {
        answer(exchange, 404, "{\"apiVersion\":\"v1\",\"kind\":\"Status\",\"status\":\"Failure\",\"code\":404,\"reason\":\"NotFound\",\"message\":\"no " + path + "\"}");
    }
}

static String task() {
    return object("AgentTask", "train", "{\"tools\":[{\"name\":\"books\",\"serverRef\":{\"name\":\"books\"}}],\"turns\":[{\"name\":\"one\",\"code\":" + Json.text(CODE) + "}]}");
}

static String object(String kind, String name, String spec) {
    return "{\"apiVersion\":\"dormouse.dev/v1alpha1\",\"kind\":\"" + kind + "\"," + HEADERS + "\"1\",\"name\":\"" + name + "\"},\"spec\":" + spec + "}";
}

static void mcp(HttpExchange exchange) throws IOException {
    var request = Json.mapper().readTree(exchange.getRequestBody());
    var result = switch (request.path("method").asText()) {
        case "initialize" -> "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"t\",\"version\":\"1\"}}";
        case "tools/list" -> "{\"tools\":[" + tool("find") + "," + tool("note") + "]}";
        default -> "{\"content\":[{\"type\":\"text\",\"text\":\"[{\\\"a\\\":1.5}]\"}]}";
    };
    if (request.has("id")) {
        exchange.getResponseHeaders().set("Mcp-Session-Id", "s");
        var message = "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":" + result + "}";
        var stream = request.path("method").asText().equals("tools/call");
        respond(exchange, 200, stream ? "text/event-stream" : "application/json", stream ? "event: message\ndata: " + message + "\n\n" : message);
    } else {
        respond(exchange, 202, "text/plain", "");
    }
}

static String tool(String name) {
    return "{\"name\":\"" + name + "\",\"description\":\"x\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"i\":{\"type\":\"integer\"}}}}";
}

static void answer(HttpExchange exchange, int status, String json) throws IOException {
    respond(exchange, status, "application/json", json);
}

static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
}

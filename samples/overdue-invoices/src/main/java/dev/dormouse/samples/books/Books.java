/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * The bookkeeping server: MCP (streamable HTTP, stateless) at {@code /mcp}, admin pages at {@code /admin/}, all behind
 * one bearer token. A request is a virtual thread, so 40 slow calls at once are 40 sleeping threads and nothing more.
 */
public final class Books implements AutoCloseable {

    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat;
    private final Ledger ledger;

    private Books(Tomcat tomcat, Ledger ledger) {
        this.tomcat = tomcat;
        this.ledger = ledger;
    }

    public static void main(String[] args) throws Exception {
        var books = start(Settings.from(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(books::close));
        System.out.println("books: port " + books.port() + ", path /mcp");
        books.tomcat.getServer().await();
    }

    /** Returns when the port answers. */
    public static Books start(Settings settings) throws IOException, SQLException, LifecycleException {
        TOMCAT_LOG.setLevel(Level.SEVERE);
        var ledger = Ledger.open(settings.database());
        var tomcat = new Tomcat();
        tomcat.setBaseDir(settings.database().resolveSibling("tomcat").toString());
        tomcat.setConnector(connector(settings));
        var context = tomcat.addContext("", null);
        guard(context, settings.token());
        add(context, "/mcp", mcp(new BookTools(ledger, new Postbox(settings.smtp()), settings.latency())));
        add(context, "/admin/*", new AdminServlet(ledger));
        tomcat.start();
        return new Books(tomcat, ledger);
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** No limit on requests per connection: a connection closed by count would look to a client like a lost answer. */
    private static Connector connector(Settings settings) {
        var connector = new Connector();
        connector.setPort(settings.port());
        connector.setProperty("address", settings.address());
        connector.setThrowOnFailure(true);
        connector.setProperty("useVirtualThreads", "true");
        connector.setProperty("maxKeepAliveRequests", "-1");
        return connector;
    }

    private static void guard(Context context, String token) {
        var filter = new FilterDef();
        filter.setFilterName("bearer");
        filter.setFilter(new BearerFilter(token));
        context.addFilterDef(filter);
        var everything = new FilterMap();
        everything.setFilterName("bearer");
        everything.addURLPattern("/*");
        context.addFilterMap(everything);
    }

    private static void add(Context context, String path, HttpServlet servlet) {
        var wrapper = Tomcat.addServlet(context, path, servlet);
        wrapper.setLoadOnStartup(1);
        context.addServletMappingDecoded(path, path);
    }

    private static HttpServlet mcp(BookTools tools) {
        var transport = HttpServletStatelessServerTransport.builder().build();
        McpServer.sync(transport)
                .serverInfo("books", "1.0.0")
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .immediateExecution(true)
                .tools(tools.all())
                .build();
        return transport;
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            ledger.close();
        } catch (LifecycleException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.mail;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A real SMTP server that takes mail for anyone and keeps it in memory, and {@code GET /messages} to ask what came.
 * Each delivery is one entry; equal mails are never merged.
 */
public final class Mail implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final GreenMail smtp;
    private final HttpServer http;

    private Mail(GreenMail smtp, HttpServer http) {
        this.smtp = smtp;
        this.http = http;
    }

    public static void main(String[] args) throws Exception {
        var env = System.getenv();
        var mail = start(
                env.getOrDefault("BIND_ADDRESS", "127.0.0.1"),
                Integer.parseInt(env.getOrDefault("SMTP_PORT", "3025")),
                Integer.parseInt(env.getOrDefault("HTTP_PORT", "8025")));
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            mail.close();
            stopped.countDown();
        }));
        System.out.println("mail: smtp port " + mail.smtpPort() + ", http port " + mail.httpPort());
        stopped.await();
    }

    /** Returns when both ports of that address answer; a port of 0 picks a free one. */
    public static Mail start(String address, int smtpPort, int httpPort) throws IOException {
        var smtp = new GreenMail(new ServerSetup(smtpPort, address, ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        var http = HttpServer.create(new InetSocketAddress(address, httpPort), 0);
        var mail = new Mail(smtp, http);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/messages", mail::list);
        http.start();
        return mail;
    }

    public int smtpPort() {
        return smtp.getSmtp().getPort();
    }

    public int httpPort() {
        return http.getAddress().getPort();
    }

    /** In the order of arrival, as far as the clock tells them apart. */
    public List<ReceivedMail> messages() throws FolderException, MessagingException, IOException {
        var messages = new ArrayList<ReceivedMail>();
        for (var stored : smtp.getManagers().getImapHostManager().getAllMessages()) {
            messages.add(ReceivedMail.of(stored));
        }
        messages.sort(ReceivedMail.BY_TIME);
        return messages;
    }

    private void list(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = JSON.writeValueAsBytes(messages());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (FolderException | MessagingException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        smtp.stop();
    }
}

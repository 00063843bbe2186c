/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BooksTest {

    @TempDir
    Path folder;

    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder.resolve("books.sqlite"), Duration.ZERO);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void twentyOfTwoHundredCustomersAreOverdueAndNoTwoLookAlike() throws Exception {
        var overdue = office.json("list_invoices", Map.of("status", "overdue"));
        assertThat(overdue).hasSize(20);
        assertThat(overdue.findValuesAsText("customer")).doesNotHaveDuplicates().contains("C-007", "C-197");
        assertThat(overdue.findValuesAsText("amountCents")).doesNotHaveDuplicates();

        var all = office.json("list_invoices", Map.of());
        assertThat(all.findValuesAsText("customer")).containsAll(overdue.findValuesAsText("customer"));
        assertThat(all.findValuesAsText("customer").stream().distinct()).hasSize(200);

        assertThat(FirstData.contacts()).extracting(Contact::name).doesNotHaveDuplicates();
        assertThat(FirstData.contacts()).extracting(Contact::company).doesNotHaveDuplicates();
        assertThat(FirstData.contacts()).extracting(Contact::email).doesNotHaveDuplicates();
    }

    @Test
    void toolsSayHonestlyWhatTheyDoAndHaveNoOutputSchema() {
        var tools = office.client.listTools().tools();
        assertThat(tools)
                .extracting(Tool::name)
                .containsExactlyInAnyOrder("list_invoices", "get_contact", "send_email", "log_interaction");
        assertThat(tools).allSatisfy(t -> assertThat(t.outputSchema()).isNull());
        assertThat(tools)
                .filteredOn(t -> t.annotations().readOnlyHint())
                .extracting(Tool::name)
                .containsExactlyInAnyOrder("list_invoices", "get_contact");
        assertThat(tools)
                .filteredOn(t -> !t.annotations().idempotentHint())
                .extracting(Tool::name)
                .containsExactlyInAnyOrder("send_email", "log_interaction");
    }

    @Test
    void aMailArrivesAtTheMailServerAsItWasSent() throws Exception {
        var contact = office.json("get_contact", Map.of("customer", "C-007"));
        var to = contact.get("email").asText();
        office.json("send_email", Map.of("to", to, "subject", "Überfällig: INV-D0007", "body", "171,31 €\nplease"));

        var mails = office.mails();
        assertThat(mails).hasSize(1);
        assertThat(mails.get(0).get("to").asText()).isEqualTo("greta.albers@albers-foundry.example");
        assertThat(mails.get(0).get("subject").asText()).isEqualTo("Überfällig: INV-D0007");
        assertThat(mails.get(0).get("body").asText()).isEqualToNormalizingNewlines("171,31 €\nplease");
        assertThat(mails.get(0).get("time").asText()).startsWith("20");
    }

    @Test
    void theSameCallTwiceIsDoneTwiceAndBothArrivalsAreOnRecord() throws Exception {
        var request = CallToolRequest.builder("log_interaction")
                .arguments(Map.of("customer", "C-007", "text", "reminded"))
                .meta(Map.of("dormouse.dev/idempotency-key", "key-1"))
                .build();
        office.client.callTool(request);
        office.client.callTool(request);

        assertThat(office.admin("log").findValuesAsText("text")).containsExactly("reminded", "reminded");
        assertThat(office.admin("received").findValuesAsText("idempotencyKey")).containsExactly("key-1", "key-1");
    }

    @Test
    void aMailThatTheServerCannotHandOverIsAToolErrorAndStillOnRecord() throws Exception {
        office.mail.close();
        var result = office.call("send_email", Map.of("to", "a@b.example", "subject", "s", "body", "b"));

        assertThat(result.isError()).isTrue();
        assertThat(Office.text(result)).startsWith("mail not accepted");
        assertThat(office.admin("received").findValuesAsText("tool")).containsExactly("send_email");
    }

    @Test
    void argumentsThatDoNotFitAreRefusedBeforeAnythingHappens() throws Exception {
        assertThat(office.call("log_interaction", Map.of("customer", "C-007")).isError())
                .isTrue();
        assertThat(office.call("list_invoices", Map.of("status", "late")).isError())
                .isTrue();
        assertThat(office.call("get_contact", Map.of("customer", "C-999")).isError())
                .isTrue();
        assertThat(office.admin("log")).isEmpty();
    }

    @Test
    void nothingIsAnsweredWithoutTheToken() throws Exception {
        var mcp = URI.create("http://127.0.0.1:" + office.books.port() + "/mcp");
        var initialize =
                HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");

        assertThat(office.send(HttpRequest.newBuilder(mcp).POST(initialize)).statusCode())
                .isEqualTo(401);
        assertThat(office.get("/admin/log", "wrong").statusCode()).isEqualTo(401);
        assertThat(office.get("/admin/received", "").statusCode()).isEqualTo(401);
        assertThat(office.get("/admin/log", Office.TOKEN).statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() throws Exception {
        office.json("log_interaction", Map.of("customer", "C-017", "text", "before"));
        office.close();
        open();
        assertThat(office.admin("log").findValuesAsText("text")).containsExactly("before");
        assertThat(office.json("list_invoices", Map.of("status", "overdue"))).hasSize(20);
    }

    @Test
    void fortySlowCallsTakeAsLongAsOne() throws Exception {
        office.close();
        office = new Office(folder.resolve("slow.sqlite"), Duration.ofMillis(500));
        var calls = new ArrayList<Callable<String>>();
        for (int i = 0; i < 40; i++) {
            var text = "call " + i;
            calls.add(() -> Office.text(office.call("log_interaction", Map.of("customer", "C-007", "text", text))));
        }
        var start = System.nanoTime();
        List<Future<String>> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(calls);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(answers).allSatisfy(a -> assertThat(a.get()).startsWith("{\"id\":"));
        assertThat(office.admin("log").findValuesAsText("text")).hasSize(40).doesNotHaveDuplicates();
    }
}

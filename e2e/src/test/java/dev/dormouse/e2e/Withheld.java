/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;

/** A value that must be nowhere, and the code of a task that tries to bring it out. */
public record Withheld(String value) {
    /** Asks the parrot for the credential in all forms; the result says what came of each. */
    public static final String ECHO = """
            const codes = [];
            for (const as of ["raw", "structured", "error", "escaped", "base64", "url", "hex"]) {
              try { codes.push(JSON.stringify(await tools.parrot.whoami({as}))); } catch (e) { codes.push(as + " " + e.code); }
            }
            const digest = (await tools.parrot.whoami({as: "digest"})).slice("it is ".length);
            return {codes, digest};
            """;
    /** What a task gets to see of the forms. */
    public static final String CODES = Stream.of("raw", "structured", "error", "escaped", "base64", "url", "hex")
            .map(as -> "\"" + as + " SecretWithheld\"")
            .collect(Collectors.joining(",", "[", "]"));
    /** Puts the value together by itself, and prints it, sends it, keeps it and returns it. */
    public static final String CARRY = """
            const said = await tools.parrot.whoami({as: "backwards"});
            const back = said.slice("it is ".length).split("").reverse().join("");
            print(`found ${back}`);
            try { await tools.parrot.whoami({as: back}); print("it was sent"); } catch (e) { print(e.code); }
            return {back};
            """;
    /** The variable is there in spite of all. */
    public static final String LATER = "return back.length";

    /** Fails if the value, plain or encoded, is in the text. */
    public void isNotIn(String what, String text) {
        assertThat(text)
                .as(what)
                .doesNotContain(value)
                .doesNotContain(HexFormat.of().formatHex(value.getBytes(UTF_8)))
                .doesNotContain(core(0))
                .doesNotContain(core(1))
                .doesNotContain(core(2));
    }

    /** The part of the base64 of the value that doesn't depend on what stands around it. */
    private String core(int offset) {
        var base64 = Base64.getEncoder().encodeToString(("\0".repeat(offset) + value).getBytes(UTF_8));
        return base64.substring((8 * offset + 5) / 6, 8 * (offset + value.length()) / 6);
    }

    /** Looks into a journal and a snapshot as they are stored, in base64. */
    public void isNotInState(JsonNode journal, JsonNode snapshot) {
        var records = new StoredJournal(journal).text();
        assertThat(records).contains("\"t\":\"started\"");
        isNotIn("journal", records);
        if (!snapshot.isMissingNode() && !snapshot.isNull()) {
            isNotIn("snapshot", inflated(snapshot));
        }
    }

    private static String inflated(JsonNode snapshot) {
        try {
            var bytes = snapshot.binaryValue();
            var packed = new ByteArrayInputStream(Arrays.copyOfRange(bytes, 4, bytes.length));
            return new String(new InflaterInputStream(packed).readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolResultsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"structuredContent\":{\"a\":1.50}} | {\"a\":1.50}",
                "{\"content\":[{\"type\":\"text\",\"text\":\" [1,{\\\"a\\\":2}]\"}]} | [1,{\"a\":2}]",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{not json}\"}]} | \"{not json}\"",
                "{\"content\":[{\"type\":\"text\",\"text\":\"491701234567890123\"}]} | \"491701234567890123\"",
                "{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]} | \"a\\nb\"",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{}\"},{\"type\":\"text\",\"text\":\"[1]\"}]} | [{},[1]]",
                "{\"content\":[{\"type\":\"image\",\"data\":\"AA==\"}]} | {\"type\":\"image\",\"data\":\"AA==\"}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{}\"},{\"type\":\"image\"}]} | [{\"type\":\"text\",\"text\":\"{}\"},{\"type\":\"image\"}]",
                "{\"content\":[]} | null",
                "{} | null"
            })
    void resultsAreUnwrapped(String result, String value) {
        assertThat(ToolResults.outcome(Json.tree("{\"result\":" + result + "}")))
                .isEqualTo(new Outcome.Ok(Json.tree(value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"result\":{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"bad date\"}]}} | bad date",
                "{\"result\":{\"isError\":true}} | the tool failed and said nothing",
                "{\"error\":{\"code\":-32602,\"message\":\"Unknown tool\"}} | Unknown tool"
            })
    void errorsAreTheToolsOwn(String message, String words) {
        assertThat(ToolResults.outcome(Json.tree(message))).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("ToolError");
            assertThat(failed.message()).isEqualTo(words);
        });
    }
}

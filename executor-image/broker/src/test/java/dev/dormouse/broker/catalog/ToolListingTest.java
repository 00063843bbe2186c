/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ToolListingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"constructor", "__proto__", "then", "toString", "get_contact", "a.b/c-d", "7", "search", "-"})
    void aNameOfPlainLettersIsANameWhateverItMeansElsewhere(String name) {
        assertThat(listing(tool(name, "{}")).tools())
                .extracting(ToolDescription::name)
                .containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "naïve", "a\u202eb", "\u001b[2J", "a\nb", "tools['x']", "日本"})
    void anyOtherNameIsLeftOutAndShownWithoutWhatNobodySees(String name) {
        var listing = listing(tool(name, "{}"), tool("good", "{}"));

        assertThat(listing.tools()).extracting(ToolDescription::name).containsExactly("good");
        assertThat(listing.leftOut()).hasSize(1);
        assertThat(listing.leftOut().getFirst())
                .contains("its name must have")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }

    @Test
    void aNameOfTenKilobytesIsLeftOutInOneShortSentence() {
        var listing = listing(tool("x".repeat(10_240), "{}"));

        assertThat(listing.tools()).isEmpty();
        assertThat(listing.leftOut().getFirst()).hasSizeLessThan(200);
    }

    @Test
    void ofTwoToolsOfOneNameTheFirstStays() {
        var listing = listing(tool("twice", "{\"title\":\"first\"}"), tool("twice", "{}"));

        assertThat(listing.tools()).hasSize(1);
        assertThat(listing.tools().getFirst().inputSchema().path("title").asText())
                .isEqualTo("first");
        assertThat(listing.leftOut().getFirst()).contains("another tool has the same name");
    }

    @Test
    void thereAreAtMostAThousandTools() {
        var many = IntStream.range(0, 5000).mapToObj(i -> tool("t" + i, "{}")).toList();

        var listing = ToolListing.of(many);

        assertThat(listing.tools()).hasSize(1000);
        assertThat(listing.leftOut()).containsExactly("4000 of 5000 tools: more than 1000 are not listed");
    }

    @Test
    void allSchemasTogetherHaveABound() {
        var large = "{\"description\":\"" + "x".repeat(200_000) + "\"}";
        var many = IntStream.range(0, 30).mapToObj(i -> tool("t" + i, large)).toList();

        assertThat(ToolListing.of(many).tools()).hasSize(20);
    }

    @Test
    void textsToReadAreCleanedAndTextsToMatchStay() {
        var tool = listing(tool("t", "{\"description\":\"a\\u202eb\",\"enum\":[\"a\\u202eb\"]}"))
                .tools()
                .getFirst();

        assertThat(tool.description()).isEqualTo("it does [31mgood");
        assertThat(tool.inputSchema().path("description").asText()).isEqualTo("ab");
        assertThat(tool.inputSchema().at("/enum/0").asText()).isEqualTo("a\u202eb");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | must be an object",
                "{\"type\":\"objekt\"} | no JSON Schema",
                "{\"type\":7} | no JSON Schema",
                "{\"properties\":[]} | no JSON Schema",
                "{\"required\":\"a\"} | no JSON Schema",
                "{\"$ref\":\"http://169.254.169.254/latest\"} | refers to another place",
                "{\"$ref\":\"file:///etc/passwd\"} | refers to another place",
                "{\"$ref\":\"other.json#/a\"} | refers to another place",
                "{\"properties\":{\"a\":{\"$ref\":\"//evil\"}}} | refers to another place",
                "{\"$ref\":\"#/$defs/none\"} | leads nowhere",
                "{\"$ref\":\"#\"} | leads back to itself",
                "{\"allOf\":[{\"$ref\":\"#\"}]} | leads back to itself",
                "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}} | leads back to itself",
                "{\"$schema\":\"http://evil/schema\"} | its $schema is none of",
                "{\"properties\":{\"a\\u202eb\":{}}} | characters that nobody sees"
            })
    void aSchemaThatCannotBeUsedSaysWhy(String schema, String why) {
        var listing = listing(tool("bad", schema), tool("good", "{}"));

        assertThat(listing.tools()).extracting(ToolDescription::name).containsExactly("good");
        assertThat(listing.leftOut().getFirst())
                .startsWith("tool 'bad': its input schema can't be used: ")
                .contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#\"}}}",
                "{\"$defs\":{\"n\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/n\"}}]}},"
                        + "\"properties\":{\"a\":{\"$ref\":\"#/$defs/n\"},\"b\":{\"$ref\":\"#/$defs/n\"}}}",
                "{\"$defs\":{\"x\":{\"$anchor\":\"here\"}},\"$ref\":\"#here\"}",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":{\"a\":{\"type\":\"string\"}},"
                        + "\"properties\":{\"a\":{\"$ref\":\"#/definitions/a\"}}}",
                "{\"properties\":{\"__proto__\":{\"type\":\"string\"},\"constructor\":{\"type\":\"number\"}}}"
            })
    void aSchemaThatOnlyLooksBadIsTaken(String schema) {
        assertThat(listing(tool("fine", schema)).leftOut()).isEmpty();
    }

    @Test
    void aSchemaThatMultipliesItselfIsNotFollowed() {
        var defs = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 60; i++) {
            var both = defs.putObject("d" + i).putArray("allOf");
            both.addObject().put("$ref", "#/$defs/d" + (i + 1));
            both.addObject().put("$ref", "#/$defs/d" + (i + 1));
        }
        defs.putObject("d60");
        var schema = JsonNodeFactory.instance.objectNode();
        schema.set("$defs", defs);

        assertThat(SchemaCheck.problem(schema))
                .hasValueSatisfying(why -> assertThat(why).contains("multiply"));
    }

    @Test
    @Timeout(20)
    void anAnchorIsFoundWithoutASearchForEachReference() {
        // given: a long way to each of the anchors
        var schema = JsonNodeFactory.instance.objectNode();
        var far = schema.putArray("examples");
        for (int i = 0; i < 100_000; i++) {
            far.add(i);
        }
        var defs = schema.putObject("$defs");
        defs.putObject("last").put("$anchor", "last");
        var all = schema.putObject("properties");
        for (int i = 0; i < 4000; i++) {
            all.putObject("p" + i).put("$ref", "#last");
        }
        // when, then
        assertThat(new SchemaRefs(schema).problem()).isEmpty();
    }

    @Test
    void aSchemaThatIsTooDeepOrTooLargeIsLeftOut() {
        var deep = new StringBuilder("{}");
        for (int i = 0; i < 70; i++) {
            deep.insert(0, "{\"not\":").append('}');
        }

        assertThat(SchemaCheck.problem(Json.tree(deep.toString())))
                .hasValueSatisfying(why -> assertThat(why).contains("deeper than 64"));
        assertThat(SchemaCheck.problem(Json.tree("{\"title\":\"" + "x".repeat(5_000_000) + "\"}")))
                .hasValueSatisfying(why -> assertThat(why).contains("KiB"));
    }

    private static ToolListing listing(JsonNode... tools) {
        return ToolListing.of(new ArrayList<>(List.of(tools)));
    }

    private static JsonNode tool(String name, String schema) {
        var tool = JsonNodeFactory.instance.objectNode();
        tool.put("name", name).put("description", "it does \u001b[31mgood").set("inputSchema", Json.tree(schema));
        return tool;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.Frame;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToBroker.LossReason;
import dev.dormouse.wire.frame.ToBroker.Uncaptured;
import dev.dormouse.wire.state.Head;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a record says of its components holds for what is read, too: who reads a frame need not ask again. */
class JsonTest {
    private static final List<ToBroker> FRAMES = List.of(
            new ToBroker.Hello("engine", 1),
            new ToBroker.Unconfined("why"),
            new ToBroker.Opened(1, List.of("x")),
            new ToBroker.Called(1, 0, "books", "mail", TextNode.valueOf("x")),
            new ToBroker.Printed("text"),
            new ToBroker.Idle(1, new Completion.Threw("Error", "message", 1)),
            new ToBroker.Finished(new byte[] {1}, List.of("x"), List.of(new Uncaptured("x", "a socket"))),
            new ToBroker.Lost(LossReason.CRASH, "message"));

    static Stream<Arguments> components() {
        return FRAMES.stream()
                .flatMap(frame -> Arrays.stream(frame.getClass().getRecordComponents())
                        .map(component -> Arguments.of(frame, component.getName())));
    }

    @Test
    void everyFrameIsTried() {
        assertThat(FRAMES.stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(ToBroker.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("components")
    void aComponentIsNullOnlyWhereItMayBe(ToBroker frame, String component) {
        // given
        var missing = tree(frame);
        missing.remove(component);
        var ofNull = tree(frame);
        ofNull.putNull(component);
        // then
        if (component.equals("completion")) {
            assertThat(List.of(read(missing), read(ofNull))).containsOnly(new ToBroker.Idle(1, null));
        } else {
            assertRefused(missing, component);
        }
        if (component.equals("arguments")) {
            assertThat(read(ofNull)).isEqualTo(new ToBroker.Called(1, 0, "books", "mail", NullNode.getInstance()));
        } else if (!component.equals("completion")) {
            assertRefused(ofNull, component);
        }
    }

    @Test
    void listsHoldNoNulls() {
        var opened = tree(new ToBroker.Opened(1, List.of("x")));
        ((ArrayNode) opened.get("variables")).addNull();
        assertRefused(opened, "variables");
    }

    @Test
    void recordsWithinFramesAreReadTheSameWay() {
        var idle = tree(new ToBroker.Idle(1, new Completion.Threw("Error", "message", 1)));
        ((ObjectNode) idle.get("completion")).putNull("name");
        assertRefused(idle, "name");
    }

    @Test
    void aHeadWithoutItsTurnsIsNone() {
        var head = (ObjectNode) Json.tree(Json.text(Head.initial("uid-1")));
        head.remove("turns");
        assertThatThrownBy(() -> Json.read(Json.bytes(head), Head.class)).hasMessageContaining("turns");
    }

    record Packed(byte @Nullable [] bytes, @Nullable Integer number, Map<String, JsonNode> values) {
        Packed {
            values = Map.copyOf(values);
        }
    }

    @Test
    void anArrayMayBeNullableToo() {
        var packed = new Packed(null, null, Map.of("x", NullNode.getInstance()));
        assertThat(Json.read(Json.bytes(packed), Packed.class)).isEqualTo(packed);
    }

    record Defaulted(List<String> names) {
        Defaulted(@Nullable List<String> names) {
            this.names = names == null ? List.of("x") : List.copyOf(names);
        }
    }

    @Test
    void aConstructorMayTakeNullForAComponentThatIsNone() {
        assertThat(Json.read("{}".getBytes(StandardCharsets.UTF_8), Defaulted.class))
                .isEqualTo(new Defaulted(List.of("x")));
    }

    private static ObjectNode tree(Frame frame) {
        return (ObjectNode) Json.tree(Json.text(frame));
    }

    private static ToBroker read(ObjectNode json) {
        return Json.read(Json.bytes(json), ToBroker.class);
    }

    private static void assertRefused(ObjectNode json, String component) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(component);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToBroker.LossReason;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a sandbox that was taken over may send instead of, or before, the honest frame. */
enum Lie {
    /** Once in a hundred times it begins with a length that a frame may have: all that is honest is swallowed with it. */
    NOISE {
        @Override
        void tell(Wire wire) throws IOException {
            var bytes = new byte[1 + wire.random().nextInt(5_000)];
            wire.random().nextBytes(bytes);
            wire.raw(bytes);
        }
    },
    NEGATIVE_LENGTH {
        @Override
        void tell(Wire wire) throws IOException {
            wire.raw(new byte[] {-1, -1, -1, -1, 1, 2, 3});
        }
    },
    HALF_A_FRAME {
        @Override
        void tell(Wire wire) throws IOException {
            wire.raw(new byte[] {0, 0, 1, 0, '{', '"'});
            throw new IOException("and hangs up");
        }
    },
    FLIPPED_BITS {
        @Override
        void tell(Wire wire) throws IOException {
            var bytes = Json.bytes(wire.honest());
            for (int flips = 1 + wire.random().nextInt(4); flips > 0; flips--) {
                bytes[wire.random().nextInt(bytes.length)] ^=
                        (byte) (1 << wire.random().nextInt(8));
            }
            wire.frame(bytes);
        }
    },
    /** Right in form, and one value of it, at any depth, is none or of another kind. */
    WRONG_VALUE {
        @Override
        void tell(Wire wire) throws IOException {
            var frame = Json.tree(Json.text(wire.honest()));
            var holders = new ArrayList<ObjectNode>();
            frame.findParents("t").forEach(each -> holders.add((ObjectNode) each));
            var holder = holders.get(wire.random().nextInt(holders.size()));
            var names = holder.properties().stream().map(Map.Entry::getKey).toList();
            var name = names.get(wire.random().nextInt(names.size()));
            switch (wire.random().nextInt(5)) {
                case 0 -> holder.remove(name);
                case 1 -> holder.putNull(name);
                case 2 -> holder.putArray(name).addNull();
                case 3 -> holder.put(name, wire.number());
                default -> holder.putObject(name).putNull("t");
            }
            wire.frame(Json.bytes(frame));
        }
    },
    CUT_FRAME {
        @Override
        void tell(Wire wire) throws IOException {
            var bytes = Json.bytes(wire.honest());
            wire.frame(Arrays.copyOf(bytes, Math.max(2, wire.random().nextInt(bytes.length))));
        }
    },
    TWICE {
        @Override
        void tell(Wire wire) throws IOException {
            wire.frame(wire.honest());
        }
    },
    GREETING {
        @Override
        void tell(Wire wire) throws IOException {
            wire.frame(new ToBroker.Hello("another engine", 0));
        }
    },
    OPENED {
        @Override
        void tell(Wire wire) throws IOException {
            wire.frame(new ToBroker.Opened(wire.number(), List.of("x")));
        }
    },
    SNAPSHOT {
        @Override
        void tell(Wire wire) throws IOException {
            wire.frame(new ToBroker.Finished(new byte[] {66}, List.of(), List.of()));
        }
    },
    REST {
        @Override
        void tell(Wire wire) throws IOException {
            wire.frame(new ToBroker.Idle(wire.number(), new Completion.Returned(TextNode.valueOf("forged"))));
        }
    },
    NEGATIVE_LINE {
        @Override
        void tell(Wire wire) throws IOException {
            wire.frame(new ToBroker.Idle(wire.number(), new Completion.Threw("E", "x".repeat(wire.number()), -7)));
        }
    },
    CALL {
        @Override
        void tell(Wire wire) throws IOException {
            var tools = List.of("mail", "read", "constructor", "__proto__", "", "x".repeat(10_000), "\u0000\n");
            wire.frame(new ToBroker.Called(
                    wire.number(),
                    wire.number(),
                    wire.random().nextBoolean() ? "books" : "another",
                    tools.get(wire.random().nextInt(tools.size())),
                    JsonNodeFactory.instance.objectNode().put("item", wire.number())));
        }
    },
    CALL_WITHOUT_ARGUMENTS {
        @Override
        void tell(Wire wire) throws IOException {
            wire.text("{\"t\":\"called\",\"n\":1,\"after\":0,\"server\":\"books\",\"tool\":\"mail\"}");
        }
    },
    NULLS {
        @Override
        void tell(Wire wire) throws IOException {
            wire.text("{\"t\":\"called\",\"n\":1,\"after\":0,\"server\":null,\"tool\":null,\"arguments\":null}");
        }
    },
    CALLS_WITHOUT_END {
        @Override
        void tell(Wire wire) throws IOException {
            for (int n = 1; n < 3_000; n++) {
                wire.frame(new ToBroker.Called(n, 0, "books", "read", JsonNodeFactory.instance.objectNode()));
            }
        }
    },
    OUTPUT_WITHOUT_END {
        @Override
        void tell(Wire wire) throws IOException {
            var text = "x".repeat(100_000);
            for (int i = 0; i < 100; i++) {
                wire.frame(new ToBroker.Printed(text));
            }
        }
    },
    DEPTH {
        @Override
        void tell(Wire wire) throws IOException {
            wire.text("{\"t\":\"called\",\"arguments\":" + "[".repeat(100_000));
        }
    },
    VALUES {
        @Override
        void tell(Wire wire) throws IOException {
            wire.text("{\"t\":\"called\",\"n\":1,\"after\":0,\"server\":\"books\",\"tool\":\"mail\",\"arguments\":["
                    + "{},".repeat(2_000_000) + "0]}");
        }
    },
    NUMBER {
        @Override
        void tell(Wire wire) throws IOException {
            wire.text(
                    "{\"t\":\"called\",\"n\":1,\"after\":0,\"server\":\"books\",\"tool\":\"mail\",\"arguments\":{\"item\":1e"
                            + List.of("999999999", "400", "-999999999", "2147483648")
                                    .get(wire.random().nextInt(4)) + "}}");
        }
    },
    TYPE {
        @Override
        void tell(Wire wire) throws IOException {
            wire.text("{\"t\":\""
                    + List.of("settle", "open", "java.lang.Runtime", "")
                            .get(wire.random().nextInt(4)) + "\"}");
        }
    },
    LOST {
        @Override
        void tell(Wire wire) throws IOException {
            var reasons = LossReason.values();
            wire.frame(new ToBroker.Lost(
                    reasons[wire.random().nextInt(reasons.length)], "\u001b[2J" + "x".repeat(wire.number())));
        }
    };

    /** The connection as a liar has it. */
    record Wire(OutputStream out, ToBroker honest, Random random) {
        void frame(ToBroker frame) throws IOException {
            frame(Json.bytes(frame));
        }

        void text(String json) throws IOException {
            frame(json.getBytes(StandardCharsets.UTF_8));
        }

        void frame(byte[] json) throws IOException {
            var data = new DataOutputStream(out);
            data.writeInt(json.length);
            data.write(json);
        }

        void raw(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        /** Mostly near what would be right. */
        int number() {
            return random.nextInt(10) == 0 ? random.nextInt(Integer.MAX_VALUE >> 10) : random.nextInt(12);
        }
    }

    abstract void tell(Wire wire) throws IOException;

    static Lie random(Random random) {
        return values()[random.nextInt(values().length)];
    }

    void tell(OutputStream out, ToBroker honest, Random random) throws IOException {
        tell(new Wire(out, honest, random));
    }
}

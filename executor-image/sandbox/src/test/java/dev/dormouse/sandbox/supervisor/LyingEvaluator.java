/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Stands for an evaluator that a guest has taken over: greets, and answers the first Begin with its arguments as frames. */
public final class LyingEvaluator {
    private LyingEvaluator() {}

    public static void main(String[] frames) throws IOException {
        var out = new DataOutputStream(System.out);
        frame(out, "{\"t\":\"hello\",\"engine\":\"liar\",\"landlock\":0}");
        var in = new DataInputStream(System.in);
        while (true) {
            var bytes = new byte[in.readInt()];
            in.readFully(bytes);
            if (new String(bytes, StandardCharsets.UTF_8).contains("\"t\":\"begin\"")) {
                for (var frame : frames) {
                    frame(out, frame);
                }
            } else {
                frame(out, "{\"t\":\"opened\",\"opening\":1,\"variables\":[]}");
            }
        }
    }

    private static void frame(DataOutputStream out, String text) throws IOException {
        if (text.equals("GARBAGE")) {
            out.writeInt(0x7fffffff);
        } else {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.flush();
    }
}

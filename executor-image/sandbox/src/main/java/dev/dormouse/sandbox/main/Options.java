/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * @param socket where the broker listens
 * @param heapMegabytes of the evaluator
 * @param residentMegabytes at which the evaluator is killed
 * @param evaluatorAot the evaluator's AOT cache
 */
record Options(Path socket, int heapMegabytes, int residentMegabytes, Optional<Path> evaluatorAot) {
    static Options parse(List<String> arguments) {
        var options = new Options(Path.of(""), 256, 512, Optional.empty());
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            options = options.with(rest.next(), rest);
        }
        if (options.socket.toString().isEmpty()) {
            throw new IllegalArgumentException("--socket is missing");
        }
        return options;
    }

    private Options with(String name, Iterator<String> rest) {
        return switch (name) {
            case "--socket" -> new Options(Path.of(rest.next()), heapMegabytes, residentMegabytes, evaluatorAot);
            case "--heap-mb" -> new Options(socket, Integer.parseInt(rest.next()), residentMegabytes, evaluatorAot);
            case "--rss-mb" -> new Options(socket, heapMegabytes, Integer.parseInt(rest.next()), evaluatorAot);
            case "--evaluator-aot" ->
                new Options(socket, heapMegabytes, residentMegabytes, Optional.of(Path.of(rest.next())));
            default -> throw new IllegalArgumentException("unknown option " + name);
        };
    }
}

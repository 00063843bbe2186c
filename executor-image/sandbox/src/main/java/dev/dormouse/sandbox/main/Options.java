/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import dev.dormouse.sandbox.supervisor.AotCache;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * @param socket where the broker listens
 * @param heapMegabytes of the evaluator
 * @param residentMegabytes at which the evaluator is killed
 * @param evaluatorAot of {@code --evaluator-aot} or {@code --evaluator-aot-if-it-fits}
 */
record Options(Path socket, int heapMegabytes, int residentMegabytes, Optional<AotCache> evaluatorAot) {
    static final int HEAP_MEGABYTES = 256;

    static Options parse(List<String> arguments) {
        var options = new Options(Path.of(""), HEAP_MEGABYTES, 512, Optional.empty());
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
            case "--evaluator-aot" -> with(new AotCache(Path.of(rest.next()), AotCache.Use.REQUIRED));
            case "--evaluator-aot-if-it-fits" -> with(new AotCache(Path.of(rest.next()), AotCache.Use.IF_IT_FITS));
            default -> throw new IllegalArgumentException("unknown option " + name);
        };
    }

    private Options with(AotCache cache) {
        return new Options(socket, heapMegabytes, residentMegabytes, Optional.of(cache));
    }
}

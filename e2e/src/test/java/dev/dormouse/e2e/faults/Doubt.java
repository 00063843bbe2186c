/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import dev.dormouse.e2e.node.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The calls in doubt that a task's status names to whoever looks at it. */
final class Doubt {
    private static final Pattern NAMED = Pattern.compile("books\\.(\\w+) \\(call (\\d+) of remind/1\\)");

    private Doubt() {}

    /** Tool and number of each. */
    static List<String> namedBy(Task task) {
        var calls = new ArrayList<String>();
        var named = NAMED.matcher(task.condition("Stalled").path("message").asText());
        while (named.find()) {
            calls.add(named.group(1) + " " + named.group(2));
        }
        return calls;
    }
}

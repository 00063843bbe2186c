/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

/** What to tell who uses a name that other runtimes have and this one hasn't. */
final class Absent {
    private Absent() {}

    static String explain(String name) {
        var instead = switch (name) {
            case "setTimeout", "setInterval", "setImmediate" ->
                "time stands still while code runs, so there are no timers";
            case "fetch" -> "there is no network; reach the outside through tools.<server>.<tool>(args)";
            case "require" -> "there are no modules; everything is in this one file";
            default -> "there is no such object in the sandbox";
        };
        return name + " is not defined: " + instead;
    }
}

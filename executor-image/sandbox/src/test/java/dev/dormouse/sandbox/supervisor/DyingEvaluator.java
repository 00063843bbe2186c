/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

/** Says its arguments on stderr and ends. */
public final class DyingEvaluator {
    private DyingEvaluator() {}

    public static void main(String[] words) {
        System.err.println(String.join(" ", words));
        System.exit(7);
    }
}

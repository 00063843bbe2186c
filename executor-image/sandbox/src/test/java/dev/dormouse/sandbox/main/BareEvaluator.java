/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

/** An evaluator that keeps all its rights, to measure what giving them away costs. */
public final class BareEvaluator {
    private BareEvaluator() {}

    public static void main(String[] args) {
        Evaluator.start(frames -> Evaluator.serve(frames, 0));
    }
}

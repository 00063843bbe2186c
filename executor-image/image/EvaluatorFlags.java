/* SPDX-License-Identifier: Apache-2.0 */
import dev.dormouse.sandbox.supervisor.EvaluatorCommand;

/** Prints the flags that the supervisor starts evaluators with: a cache trained with others would be refused. */
void main() {
    System.out.println(String.join(" ", EvaluatorCommand.FLAGS));
}

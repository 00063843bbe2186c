/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The file can't be run; the message holds every problem, one a line. */
public final class TaskFileException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public TaskFileException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}

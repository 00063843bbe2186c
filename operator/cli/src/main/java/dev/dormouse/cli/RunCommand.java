/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import dev.dormouse.crds.file.TaskFile;
import dev.dormouse.crds.file.TaskFileException;
import dev.dormouse.crds.status.NeedsPod;
import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.crds.status.TaskStatus;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TurnState.TurnPhase;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dormouse run}: the same broker and sandbox as in a pod, as processes of this machine. */
@Command(
        name = "run",
        description = "Runs the task of a file on this machine, with no cluster.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every turn has completed",
            "1:the last turn that ran has failed",
            "2:the command or the file is wrong, nothing has run",
            "3:a call is in doubt and a person has to look",
            "4:suspended or cancelled by spec.desiredState",
            "5:something that the task needs is missing, or an edit was not taken in; run it again",
            "6:the state folder is in use, unreadable or not this task's",
            "70:a bug in dormouse, or its broker was killed; run it again to go on",
            "130:interrupted, 143 if by SIGTERM, 129 if by SIGHUP; run it again to go on"
        },
        footer = {
            "%nProgress goes to stderr, the task's status with its results to stdout, as JSON.",
            "Run it again with one more turn in the file and the session goes on; kill it at",
            "any moment and run it again: it goes on where it was, and repeats no effect.",
            "While it runs, edits of the task are taken in, and with spec.idleSeconds it waits",
            "for them: an added turn then begins at once."
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE.yaml",
            description = "One AgentTask, and beside it the McpServers (by url), Secrets, ConfigMaps and the "
                    + "AgentRuntime that it names.")
    private Path file = Path.of("");

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder that holds the session; FILE.state beside the file unless given. Delete it to begin "
                    + "a new session: its effects will then happen again.")
    private @Nullable Path state;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        TaskFile task;
        try {
            task = TaskFile.read(file);
        } catch (TaskFileException e) {
            return fail(ExitCode.BAD_INPUT, file + ":\n" + e.getMessage());
        } catch (IOException e) {
            return fail(ExitCode.BAD_INPUT, file + ": " + whyUnread(e));
        }
        return run(task);
    }

    private String whyUnread(IOException e) {
        if (Files.isDirectory(file)) {
            return "it is a folder, not a file";
        }
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "it may not be read";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.toString();
        };
    }

    private int run(TaskFile task) throws InterruptedException {
        try {
            var distribution = Distribution.ofSystemProperties();
            Training.unlessDone(distribution, spec.commandLine().getErr());
            try (var processes = new TaskProcesses(distribution, file, stateFolder())) {
                var end = processes.run();
                return report(task, end).code();
            }
        } catch (IOException e) {
            return fail(ExitCode.BROKEN, e.toString());
        }
    }

    private Path stateFolder() {
        return state != null ? state : file.resolveSibling(file.getFileName() + ".state");
    }

    private int fail(ExitCode code, String message) {
        spec.commandLine().getErr().println("dormouse: " + message);
        return code.code();
    }

    /** What the file says in the end, for turns may have been added while it ran. */
    private Optional<TaskFile> newest() {
        try {
            return Optional.of(TaskFile.read(file));
        } catch (TaskFileException | IOException e) {
            return Optional.empty();
        }
    }

    private ExitCode report(TaskFile task, TaskProcesses.End end) {
        return switch (end) {
            case TaskProcesses.End.Parked(var head) -> {
                var newest = newest();
                var plan = newest.orElse(task).task().identified(head.taskUid(), 0);
                var status = TaskStatus.of(plan, head, PodFacts.NONE, TaskStatus.Before.nothing(Clock.systemUTC()));
                spec.commandLine().getOut().println(Json.pretty(status));
                yield code(head, newest.isEmpty() || NeedsPod.hasNewTurn(head, plan));
            }
            case TaskProcesses.End.Stopped(var exit) -> exit;
            case TaskProcesses.End.Died died -> {
                fail(ExitCode.BROKEN, "the broker " + died.how() + "; run it again to go on");
                yield ExitCode.BROKEN;
            }
        };
    }

    /** @param edited whether the file says in the end what this run has not taken in */
    private ExitCode code(Head head, boolean edited) {
        var park = head.park();
        if (park == null) {
            return ExitCode.BROKEN;
        }
        return switch (park.reason()) {
            case IDLE -> edited ? notTakenIn() : turns(head);
            case IN_DOUBT -> ExitCode.AWAITING_DECISION;
            case SUSPENDED, CANCELLED -> ExitCode.STOPPED;
            case BLOCKED ->
                Reason.of(park.cause()).filter(Reason::stateIsGone).isPresent()
                        ? ExitCode.STATE_UNUSABLE
                        : ExitCode.BLOCKED;
            case UNCONFINED -> ExitCode.BLOCKED;
        };
    }

    private ExitCode notTakenIn() {
        fail(ExitCode.BLOCKED, file + " has been edited in a way that this run has not taken in; run it again");
        return ExitCode.BLOCKED;
    }

    private static ExitCode turns(Head head) {
        return head.turns().stream()
                .filter(turn -> turn.phase() != TurnPhase.SKIPPED)
                .reduce((earlier, later) -> later)
                .filter(last -> last.phase() == TurnPhase.FAILED)
                .map(failed -> ExitCode.TURN_FAILED)
                .orElse(ExitCode.COMPLETED);
    }
}

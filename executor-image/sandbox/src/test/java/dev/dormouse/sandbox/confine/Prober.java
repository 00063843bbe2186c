/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import java.lang.foreign.Arena;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Does as the evaluator does, and then tries what native code in it would try; one line each, {@code NAME RESULT}. Takes
 * the id of another process of the same user.
 */
public final class Prober {
    private static final int SIGCHLD = 17;
    private static final int O_WRONLY_CREAT = 0101;
    private static final int AT_FDCWD = -100;

    private final Kernel kernel;

    private Prober(Kernel kernel) {
        this.kernel = kernel;
    }

    public static void main(String[] arguments) throws Exception {
        long self = ProcessHandle.current().pid();
        var other = Long.parseLong(arguments[0]);
        var before = new CompletableFuture<String>();
        var asked = new CompletableFuture<Void>();
        // A thread that was there before.
        Thread.ofPlatform().daemon().start(() -> {
            asked.join();
            before.complete("older-thread-socket " + rawSocket());
        });
        Confinement.apply(Filters.evaluator(self));
        int landlock = Landlock.restrict(Landlock.ofJava());
        asked.complete(null);
        System.out.println(before.get(20, TimeUnit.SECONDS));
        try (var memory = Arena.ofConfined()) {
            new Prober(new Kernel(Architecture.current().orElseThrow(), memory)).probe(self, other, landlock);
        }
    }

    private void probe(long self, long other, int landlock) throws Exception {
        System.out.println("socket " + rawSocket());
        System.out.println(java("java-socket", SocketChannel::open));
        System.out.println(java("process", () -> new ProcessBuilder("/bin/true").start()));
        System.out.println(java("write", () -> Files.createTempFile("prober", "")));
        System.out.println(java("read-passwd", () -> Files.readString(Path.of("/etc/passwd"))));
        System.out.println(java("read-environ", () -> Files.readAllBytes(Path.of("/proc/" + other + "/environ"))));
        System.out.println(java("read-java", () -> Files.size(Path.of(System.getProperty("java.home"), "release"))));
        said("fork", kernel.call(SystemCall.CLONE, SIGCHLD));
        said("kill-other", kernel.call(SystemCall.KILL, other, 0));
        said("kill-self", kernel.call(SystemCall.KILL, self, 0));
        said("tgkill-other", kernel.call(SystemCall.TGKILL, other, other, 0));
        said("tgkill-self", kernel.call(SystemCall.TGKILL, self, self, 0));
        said("dumpable-again", kernel.call(SystemCall.PRCTL, 4, 1));
        said("dumpable", kernel.call(SystemCall.PRCTL, 3));
        said("no-new-privileges", kernel.call(SystemCall.PRCTL, 39));
        said("slow-down-other", kernel.call(SystemCall.SETPRIORITY, 0, other, 19));
        said("limit-other", kernel.call(SystemCall.PRLIMIT64, other, 0, 0, 0));
        said("ptrace-other", kernel.call(SystemCall.PTRACE, 16, other));
        said("another-filter", kernel.call(SystemCall.SECCOMP, 1, 0, 0));
        var name = kernel.memory().allocateFrom("/dev/null", StandardCharsets.UTF_8);
        said("open-for-writing", kernel.call(SystemCall.OPENAT, AT_FDCWD, name.address(), O_WRONLY_CREAT));
        said("landlock", landlock);
        System.out.println(java("threads-and-memory", Prober::work));
    }

    /** Threads, collections, mapped memory, all as ever. */
    private static long work() throws Exception {
        long sum = 0;
        for (int i = 0; i < 50; i++) {
            var bytes = CompletableFuture.supplyAsync(() -> new byte[4 << 20]);
            sum += bytes.get().length;
        }
        System.gc();
        return sum;
    }

    private static long rawSocket() {
        try (var memory = Arena.ofConfined()) {
            return new Kernel(Architecture.current().orElseThrow(), memory).call(SystemCall.SOCKET, 1, 1, 0);
        }
    }

    private static void said(String name, long result) {
        System.out.println(name + " " + result);
    }

    private static String java(String name, Callable<?> attempt) {
        try {
            attempt.call();
            return name + " done";
        } catch (Exception | LinkageError e) {
            return name + " failed: " + e.toString().lines().findFirst().orElse("");
        }
    }
}

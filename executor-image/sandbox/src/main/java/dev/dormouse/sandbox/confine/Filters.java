/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import static dev.dormouse.sandbox.confine.SystemCall.*;

import dev.dormouse.sandbox.confine.Rule.Argument;
import dev.dormouse.sandbox.confine.Rule.Except;
import dev.dormouse.sandbox.confine.Rule.Only;
import dev.dormouse.sandbox.confine.Rule.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The filters of the sandbox. Each holds for a process and all that it starts; a later one can only take more. */
public final class Filters {
    private static final int ALL = -1;
    private static final int CLONE_THREAD = 0x10000;
    /** CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET. */
    private static final int CLONE_NEW = 0x7e020000;
    /** TIOCSTI and TIOCLINUX, which type into the terminal that a process was started from. */
    private static final List<Integer> TYPING = List.of(0x5412, 0x541c);
    /** O_ACCMODE, O_CREAT and O_TRUNC: all of them zero is reading. */
    private static final int WRITING = 03 | 0100 | 01000;
    /** PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS, PR_SET_VMA. */
    private static final List<Integer> HARMLESS_PRCTL = List.of(15, 16, 3, 21, 39, 0x53564d41);
    /** F_SETOWN, F_SETSIG and F_SETOWN_EX, by which a descriptor sends any signal to any process. */
    private static final List<Integer> SIGNALLING_FCNTL = List.of(8, 10, 15);

    private Filters() {}

    /** Changes nothing: for the run that an AOT cache is recorded from. */
    public static SystemCallFilter none() {
        return new SystemCallFilter(List.of());
    }

    /** Of a process that has its sockets, connects one of them and starts others; nothing else is within its reach. */
    public static SystemCallFilter base() {
        return new SystemCallFilter(Stream.concat(
                        everywhere(), Stream.of(new Only(CLONE, new Argument(0, CLONE_NEW, List.of(0)))))
                .toList());
    }

    /** Of a process that is connected. */
    public static SystemCallFilter connected() {
        return new SystemCallFilter(refused(CONNECT).toList());
    }

    /**
     * Of a process that runs code which nobody trusts: threads, memory, and the pipes that it has. Whole by itself, so that
     * it need not be known what was inherited.
     */
    public static SystemCallFilter evaluator(long pid) {
        int self = Math.toIntExact(pid);
        var rules = new ArrayList<>(everywhere().toList());
        refused(CONNECT, SENDTO, SENDMSG, SENDMMSG, RECVFROM, RECVMSG, RECVMMSG, SHUTDOWN, SPLICE, TEE, VMSPLICE)
                .forEach(rules::add);
        rules.addAll(processes(self));
        rules.addAll(files());
        return new SystemCallFilter(rules);
    }

    private static Stream<Rule> everywhere() {
        return Stream.of(
                        refused(SOCKET, SOCKETPAIR, BIND, LISTEN, ACCEPT, ACCEPT4),
                        // other processes, other name spaces
                        refused(PTRACE, PROCESS_VM_READV, PROCESS_VM_WRITEV, PROCESS_MADVISE, PROCESS_MRELEASE, KCMP),
                        refused(PIDFD_GETFD, MIGRATE_PAGES, MOVE_PAGES, UNSHARE, SETNS, PIVOT_ROOT, CHROOT),
                        refused(MOUNT, UMOUNT2, MOVE_MOUNT, OPEN_TREE, OPEN_TREE_ATTR, FSOPEN, FSCONFIG, FSMOUNT),
                        refused(FSPICK, MOUNT_SETATTR, STATMOUNT, LISTMOUNT),
                        // large and often broken parts of the kernel that nothing here uses
                        refused(BPF, IO_URING_SETUP, IO_URING_ENTER, IO_URING_REGISTER, KEYCTL, ADD_KEY, REQUEST_KEY),
                        refused(PERF_EVENT_OPEN, USERFAULTFD, MEMFD_SECRET, FANOTIFY_INIT, FANOTIFY_MARK),
                        refused(OPEN_BY_HANDLE_AT, NAME_TO_HANDLE_AT, MKNOD, MKNODAT),
                        // memory and queues that all containers of a pod share
                        refused(
                                SHMGET,
                                SHMAT,
                                SHMCTL,
                                SEMGET,
                                SEMOP,
                                SEMTIMEDOP,
                                SEMCTL,
                                MSGGET,
                                MSGSND,
                                MSGRCV,
                                MSGCTL),
                        refused(MQ_OPEN, MQ_UNLINK, MQ_TIMEDSEND, MQ_TIMEDRECEIVE, MQ_NOTIFY, MQ_GETSETATTR),
                        // what only root may, should it ever be root
                        refused(INIT_MODULE, FINIT_MODULE, DELETE_MODULE, KEXEC_LOAD, KEXEC_FILE_LOAD, REBOOT),
                        refused(QUOTACTL, QUOTACTL_FD, SWAPON, SWAPOFF, ACCT, SYSLOG, VHANGUP, PERSONALITY),
                        refused(MODIFY_LDT, IOPL, IOPERM, LOOKUP_DCOOKIE, NFSSERVCTL, SETTIMEOFDAY, CLOCK_SETTIME),
                        refused(
                                CLOCK_ADJTIME,
                                ADJTIMEX,
                                SETHOSTNAME,
                                SETDOMAINNAME,
                                SETUID,
                                SETGID,
                                SETREUID,
                                SETREGID),
                        refused(SETRESUID, SETRESGID, SETFSUID, SETFSGID, SETGROUPS, CAPSET),
                        Stream.of(
                                // Its flags are out of a filter's sight; the C library then takes clone.
                                new Refused(CLONE3, Errno.ENOSYS.number()),
                                new Except(IOCTL, new Argument(1, ALL, TYPING))))
                .flatMap(rules -> rules);
    }

    private static List<Rule> processes(int self) {
        var rules = new ArrayList<>(refused(
                        EXECVE,
                        EXECVEAT,
                        FORK,
                        VFORK,
                        KILL,
                        TKILL,
                        RT_SIGQUEUEINFO,
                        RT_TGSIGQUEUEINFO,
                        PIDFD_OPEN,
                        PIDFD_SEND_SIGNAL,
                        SETPRIORITY,
                        SCHED_SETAFFINITY,
                        SCHED_SETSCHEDULER,
                        SCHED_SETPARAM,
                        SCHED_SETATTR,
                        IOPRIO_SET,
                        SETSID,
                        SETPGID,
                        SECCOMP)
                .toList());
        rules.add(new Only(CLONE, new Argument(0, CLONE_THREAD | CLONE_NEW, List.of(CLONE_THREAD))));
        rules.add(new Only(TGKILL, new Argument(0, ALL, List.of(self))));
        rules.add(new Only(PRLIMIT64, new Argument(0, ALL, List.of(0, self))));
        rules.add(new Only(PRCTL, new Argument(0, ALL, HARMLESS_PRCTL)));
        rules.add(new Except(FCNTL, new Argument(1, ALL, SIGNALLING_FCNTL)));
        return rules;
    }

    /** Reading only, whether there is Landlock or not. */
    private static List<Rule> files() {
        var rules = new ArrayList<>(refused(
                        CREAT,
                        MKDIR,
                        MKDIRAT,
                        RMDIR,
                        UNLINK,
                        UNLINKAT,
                        RENAME,
                        RENAMEAT,
                        RENAMEAT2,
                        LINK,
                        LINKAT,
                        SYMLINK,
                        SYMLINKAT,
                        CHMOD,
                        FCHMOD,
                        FCHMODAT,
                        FCHMODAT2,
                        CHOWN,
                        FCHOWN,
                        LCHOWN,
                        FCHOWNAT,
                        TRUNCATE,
                        UTIME,
                        UTIMES,
                        UTIMENSAT,
                        FUTIMESAT,
                        SETXATTR,
                        LSETXATTR,
                        FSETXATTR,
                        SETXATTRAT,
                        REMOVEXATTR,
                        LREMOVEXATTR,
                        FREMOVEXATTR,
                        REMOVEXATTRAT,
                        MEMFD_CREATE)
                .toList());
        rules.add(new Refused(OPENAT2, Errno.ENOSYS.number()));
        rules.add(new Only(OPEN, new Argument(1, WRITING, List.of(0))));
        rules.add(new Only(OPENAT, new Argument(2, WRITING, List.of(0))));
        return rules;
    }

    private static Stream<Rule> refused(SystemCall... calls) {
        return Arrays.stream(calls).map(call -> new Refused(call, Errno.EPERM.number()));
    }
}

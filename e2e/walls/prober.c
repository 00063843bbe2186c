/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands where the evaluator stands in a sandbox container, in native code: greets the supervisor, and answers a step with
 * what it found, as the step's result. No library but the C one, linked statically. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;
static char report[65536];

static void say(const char *format, ...) {
  size_t used = strlen(report);
  va_list rest;
  va_start(rest, format);
  vsnprintf(report + used, sizeof report - used, format, rest);
  va_end(rest);
}

/* A name and what came of it: "EPERM", "ok". */
static void result(const char *name, long value) {
  say("\"%s\":\"%s\",", name, value >= 0 ? "ok" : strerrorname_np(errno));
}

static void readable(const char *name, const char *path) {
  char bytes[64];
  int file = open(path, O_RDONLY);
  result(name, file < 0 ? -1 : read(file, bytes, sizeof bytes));
  if (file >= 0) close(file);
}

/* A list of JSON strings; only characters that need no escape. */
static void item(const char *text) {
  say("\"");
  for (; *text; text++) say("%c", *text < ' ' || *text > '~' || *text == '"' || *text == '\\' ? '?' : *text);
  say("\",");
}

static void close_list(void) {
  size_t used = strlen(report);
  if (report[used - 1] == ',') report[used - 1] = 0;
  say("],");
}

static void processes(void) {
  DIR *proc = opendir("/proc");
  say("\"processes\":[");
  for (struct dirent *each; proc && (each = readdir(proc));) {
    char path[300], line[200] = "";
    if (each->d_name[0] < '0' || each->d_name[0] > '9') continue;
    snprintf(path, sizeof path, "/proc/%s/cmdline", each->d_name);
    int file = open(path, O_RDONLY);
    if (file >= 0) {
      if (read(file, line, sizeof line - 1) < 0) line[0] = 0;
      close(file);
    }
    item(line);
  }
  close_list();
}

/* Folders in which a file can be made, down to a depth. */
static void writable(const char *folder, int depth) {
  char path[4096];
  snprintf(path, sizeof path, "%s/probe", folder);
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file >= 0) {
    close(file);
    unlink(path);
    item(folder);
  }
  DIR *entries = depth > 0 ? opendir(*folder ? folder : "/") : NULL;
  for (struct dirent *each; entries && (each = readdir(entries));) {
    if (each->d_type != DT_DIR || each->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", folder, each->d_name);
    if (strcmp(path, "/proc") && strcmp(path, "/sys")) writable(path, depth - 1);
  }
  if (entries) closedir(entries);
}

static void status(const char *wanted) {
  char line[256];
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file)) {
    if (strncmp(line, wanted, strlen(wanted))) continue;
    line[strcspn(line, "\n")] = 0;
    say("\"%.*s\":\"%s\",", (int)strlen(wanted) - 1, wanted, line + strlen(wanted) + strspn(line + strlen(wanted), "\t "));
  }
  if (file) fclose(file);
}

static void probe(void) {
  char bytes[256];
  struct { void *base; size_t length; } here = {bytes, sizeof bytes}, there = {environ, 8};
  result("socket-unix", socket(AF_UNIX, SOCK_STREAM, 0));
  result("socket-inet", socket(AF_INET, SOCK_STREAM, 0));
  result("socket-netlink", socket(AF_NETLINK, SOCK_RAW, 0));
  int pair[2];
  result("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  long by_32_bits;
  __asm__ volatile("int $0x80" : "=a"(by_32_bits) : "a"(359), "b"(AF_INET), "c"(SOCK_STREAM), "d"(0) : "memory");
  errno = by_32_bits < 0 ? (int)-by_32_bits : 0;
  result("socket-by-32-bit-call", by_32_bits);
  result("socket-by-x32-call", syscall(0x40000000 + SYS_socket, AF_INET, SOCK_STREAM, 0));
  result("ptrace", ptrace(PTRACE_ATTACH, getppid(), 0, 0));
  result("process_vm_readv", syscall(SYS_process_vm_readv, getppid(), &here, 1, &there, 1, 0));
  result("io_uring", syscall(SYS_io_uring_setup, 8, bytes));
  result("bpf", syscall(SYS_bpf, 0, bytes, sizeof bytes));
  result("unshare", syscall(SYS_unshare, 0x10000000));
  result("mount", syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, 0));
  result("keyctl", syscall(SYS_keyctl, 0, -3, 0));
  result("userfaultfd", syscall(SYS_userfaultfd, 0));
  result("shared-memory", syscall(SYS_shmget, 0, 4096, 0600 | 01000));
  readable("environ-of-supervisor", "/proc/1/environ");
  readable("memory-of-supervisor", "/proc/1/mem");
  readable("files-of-supervisor", "/proc/1/fd/0");
  readable("maps-of-supervisor", "/proc/1/maps");
  readable("token", "/var/run/secrets/kubernetes.io/serviceaccount/token");
  readable("secrets", "/var/run/dormouse/secrets");
  result("root-of-supervisor", open("/proc/1/root", O_RDONLY));
  result("signal-to-a-process-of-others", kill(2, 0));
  int variables = 0;
  while (environ[variables]) variables++;
  say("\"environment\":%d,\"pid\":%d,\"parent\":%d,", variables, getpid(), getppid());
  say("\"writable\":[");
  writable("", 3);
  close_list();
  status("NoNewPrivs:");
  status("Seccomp:");
  status("Seccomp_filters:");
  status("CapEff:");
  processes();
}

static int all(int file, void *bytes, size_t length) {
  for (size_t done = 0; done < length;) {
    ssize_t n = read(file, (char *)bytes + done, length - done);
    if (n <= 0) return 0;
    done += n;
  }
  return 1;
}

static void frame(const char *json) {
  uint32_t length = strlen(json), wire = __builtin_bswap32(length);
  if (write(1, &wire, 4) != 4 || write(1, json, length) != (ssize_t)length) exit(1);
}

int main(void) {
  uint32_t wire;
  static char answer[70000];
  frame("{\"t\":\"hello\",\"engine\":\"prober 1\",\"landlock\":0}");
  while (all(0, &wire, 4)) {
    uint32_t length = __builtin_bswap32(wire);
    char *json = calloc(length + 1, 1);
    if (!json || !all(0, json, length)) return 1;
    char *opening = strstr(json, "\"opening\":");
    if (strstr(json, "\"t\":\"open\"")) {
      snprintf(answer, sizeof answer, "{\"t\":\"opened\",\"opening\":%d,\"variables\":[]}", opening ? atoi(opening + 10) : 0);
      frame(answer);
    } else if (strstr(json, "\"t\":\"begin\"")) {
      probe();
      report[strlen(report) - 1] = 0;
      snprintf(answer, sizeof answer, "{\"t\":\"idle\",\"k\":0,\"completion\":{\"t\":\"returned\",\"value\":{%s}}}", report);
      frame(answer);
    } else {
      frame("{\"t\":\"finished\",\"snapshot\":\"\",\"variables\":[],\"uncaptured\":[]}");
    }
    free(json);
  }
  return 0;
}

// expect: CpuLimit
outer: do { for (const key in {a: 1}) continue outer; } while (true);

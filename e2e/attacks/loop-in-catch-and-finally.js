// expect: CpuLimit
try { for (;;); } catch { return 'caught'; } finally { for (;;); }

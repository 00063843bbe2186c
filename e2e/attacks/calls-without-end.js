// expect: StepTooLong | CpuLimit
// Each is refused, and each refusal is remembered.
for (;;) { try { await tools.books.list_invoices({status: 5}); } catch { /* again */ } }

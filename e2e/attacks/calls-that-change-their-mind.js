// expect: Completed []
{
  const reached = [];
  let asked = 0;
  const args = {get status() { return asked++ === 0 ? 'overdue' : {$ne: 1}; }, toJSON() { return {status: 'overdue', to: 'x'}; }};
  try { await tools.books.send_email(args); reached.push('sent'); } catch { /* refused */ }
  return reached;
}

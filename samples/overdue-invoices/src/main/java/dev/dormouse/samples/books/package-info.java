/**
 * A small bookkeeping MCP server: invoices and contacts in SQLite, mails by SMTP. Imports nothing of Dormouse, as any
 * third party's server wouldn't.
 */
@NullMarked
package dev.dormouse.samples.books;

import org.jspecify.annotations.NullMarked;

/** The two servers driven from outside, over MCP, SMTP and HTTP. */
@NullMarked
package dev.dormouse.samples.books;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

/** One row of the interaction log; the server never merges two equal ones. */
public record Interaction(long id, String customer, String text, String time) {}

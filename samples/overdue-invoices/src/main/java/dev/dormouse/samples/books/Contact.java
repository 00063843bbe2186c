/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

/** Whom to write to at a customer. */
public record Contact(String customer, String company, String name, String email) {}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

/** One invoice as {@code list_invoices} shows it; amounts are whole cents so that sums are exact. */
public record Invoice(String id, String customer, long amountCents, String currency, String dueDate, String status) {}

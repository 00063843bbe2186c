/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The books on day one, the same in every run: 200 customers of whom 20 (C-007, C-017, ... C-197) have an overdue
 * invoice. No two customers share a person, a company, an address or an overdue amount, so a mail to the wrong one, or
 * with the wrong sum, can't look right.
 */
final class FirstData {

    private static final List<String> FIRST_NAMES = List.of(
            "Ada", "Bruno", "Clara", "Dario", "Edda", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Karla", "Linus",
            "Mona", "Nils", "Olga", "Pavel", "Quirin", "Rosa", "Sven", "Tilda");
    private static final List<String> LAST_NAMES = List.of(
            "Albers", "Brandt", "Cordes", "Dierks", "Eggers", "Fuhrmann", "Gerdes", "Hinrichs", "Isermann", "Jessen");
    private static final List<String> TRADES = List.of(
            "Bakery",
            "Bindery",
            "Boatyard",
            "Brewery",
            "Cinema",
            "Dairy",
            "Foundry",
            "Garage",
            "Glassworks",
            "Joinery",
            "Laundry",
            "Mill",
            "Nursery",
            "Optics",
            "Pottery",
            "Press",
            "Quarry",
            "Roofing",
            "Smithy",
            "Vineyard");
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
    private static final int CUSTOMERS = 200;

    private FirstData() {}

    static List<Contact> contacts() {
        var contacts = new ArrayList<Contact>();
        for (int n = 1; n <= CUSTOMERS; n++) {
            var first = FIRST_NAMES.get((n - 1) % FIRST_NAMES.size());
            var last = LAST_NAMES.get((n - 1) / FIRST_NAMES.size());
            var company = last + " " + TRADES.get((n - 1) % TRADES.size());
            var domain = company.toLowerCase(Locale.ROOT).replace(' ', '-') + ".example";
            var email = (first + "." + last).toLowerCase(Locale.ROOT) + "@" + domain;
            contacts.add(new Contact(customer(n), company, first + " " + last, email));
        }
        return contacts;
    }

    /** A paid invoice for everyone, an open one for every fifth customer, an overdue one for every tenth. */
    static List<Invoice> invoices() {
        var invoices = new ArrayList<Invoice>();
        for (int n = 1; n <= CUSTOMERS; n++) {
            invoices.add(invoice(n, 'P', TODAY.minusDays(90 + n % 30), "paid"));
            if (n % 5 == 3) {
                invoices.add(invoice(n, 'O', TODAY.plusDays(1 + n % 28), "open"));
            }
            if (n % 10 == 7) {
                invoices.add(invoice(n, 'D', TODAY.minusDays(1 + n % 60), "overdue"));
            }
        }
        return invoices;
    }

    private static Invoice invoice(int n, char series, LocalDate due, String status) {
        long cents = 10_000L + n * 1_009L + series;
        return new Invoice("INV-%c%04d".formatted(series, n), customer(n), cents, "EUR", due.toString(), status);
    }

    private static String customer(int n) {
        return "C-%03d".formatted(n);
    }
}

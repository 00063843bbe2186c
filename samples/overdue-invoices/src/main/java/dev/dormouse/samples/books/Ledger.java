/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The books in an SQLite file. Safe for many threads: one connection, one caller at a time, as SQLite has one writer
 * anyway. What a method wrote outlives the death of the process.
 */
final class Ledger implements AutoCloseable {

    private static final List<String> TABLES = List.of(
            "create table contact (customer text primary key, company text, name text, email text)",
            "create table invoice (id text primary key, customer text, amount_cents integer, currency text,"
                    + " due_date text, status text)",
            "create table interaction (id integer primary key, customer text, text text, time text)",
            "create table received (id integer primary key, tool text, arguments text, idempotency_key text, time text)");

    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;

    private Ledger(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file; an empty or missing one gets its tables and first rows in one transaction. */
    static Ledger open(Path file) throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = normal");
        }
        var ledger = new Ledger(connection);
        if (ledger.query("select name from sqlite_master where name = 'received'", r -> r.getString(1))
                .isEmpty()) {
            ledger.fill();
        }
        return ledger;
    }

    private void fill() throws SQLException {
        connection.setAutoCommit(false);
        for (var table : TABLES) {
            execute(table);
        }
        for (var c : FirstData.contacts()) {
            execute("insert into contact values (?, ?, ?, ?)", c.customer(), c.company(), c.name(), c.email());
        }
        for (var i : FirstData.invoices()) {
            execute(
                    "insert into invoice values (?, ?, ?, ?, ?, ?)",
                    i.id(),
                    i.customer(),
                    i.amountCents(),
                    i.currency(),
                    i.dueDate(),
                    i.status());
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** All invoices in the order of their numbers, or only those in {@code status}. */
    List<Invoice> invoices(@Nullable String status) {
        return query(
                "select id, customer, amount_cents, currency, due_date, status from invoice"
                        + " where ?1 is null or status = ?1 order by customer, id",
                r -> new Invoice(
                        r.getString(1), r.getString(2), r.getLong(3), r.getString(4), r.getString(5), r.getString(6)),
                status);
    }

    Optional<Contact> contact(String customer) {
        return query(
                        "select customer, company, name, email from contact where customer = ?",
                        r -> new Contact(r.getString(1), r.getString(2), r.getString(3), r.getString(4)),
                        customer)
                .stream()
                .findFirst();
    }

    /** Adds a row, always; returns its number. */
    long logInteraction(String customer, String text) {
        return query(
                        "insert into interaction values (null, ?, ?, ?) returning id",
                        r -> r.getLong(1),
                        customer,
                        text,
                        now())
                .getFirst();
    }

    List<Interaction> interactions() {
        return query(
                "select id, customer, text, time from interaction order by id",
                r -> new Interaction(r.getLong(1), r.getString(2), r.getString(3), r.getString(4)));
    }

    void received(String tool, String arguments, @Nullable String idempotencyKey) {
        execute("insert into received values (null, ?, ?, ?, ?)", tool, arguments, idempotencyKey, now());
    }

    List<ReceivedCall> receivedCalls() {
        return query(
                "select id, tool, arguments, idempotency_key, time from received order by id",
                r -> new ReceivedCall(r.getLong(1), r.getString(2), r.getString(3), r.getString(4), r.getString(5)));
    }

    private static String now() {
        return Instant.now().toString();
    }

    private void execute(String sql, @Nullable Object... values) {
        lock.lock();
        try (var statement = bound(sql, values)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> query(String sql, Row<T> row, @Nullable Object... values) {
        lock.lock();
        try (var statement = bound(sql, values);
                var result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            connection.close();
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }
}

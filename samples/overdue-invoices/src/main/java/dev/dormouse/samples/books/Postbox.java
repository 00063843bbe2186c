/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import dev.dormouse.samples.books.Settings.SmtpAddress;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;

/** Hands mails to the SMTP server, one connection each; never tries twice. */
final class Postbox {

    private static final String SENDER = "accounts@books.example";
    private static final String TIMEOUT_MILLIS = "10000";

    private final Session session;

    Postbox(SmtpAddress smtp) {
        var properties = new Properties();
        properties.setProperty("mail.smtp.host", smtp.host());
        properties.setProperty("mail.smtp.port", Integer.toString(smtp.port()));
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.localhost", "books.example");
        session = Session.getInstance(properties);
    }

    /** Returns the Message-ID once the server has accepted the mail. */
    String send(String to, String subject, String body) throws MessagingException {
        var mail = new MimeMessage(session);
        mail.setFrom(SENDER);
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
        mail.setSubject(subject, "UTF-8");
        mail.setText(body, "UTF-8");
        mail.setSentDate(Date.from(Instant.now()));
        Transport.send(mail);
        return mail.getMessageID();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.mail;

import com.icegreen.greenmail.store.StoredMessage;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.Comparator;

/** One delivered mail; {@code time} is when the server took it, in ISO-8601. */
public record ReceivedMail(String to, String subject, String body, String time) {

    static final Comparator<ReceivedMail> BY_TIME = Comparator.comparing(ReceivedMail::time);

    static ReceivedMail of(StoredMessage stored) throws MessagingException, IOException {
        var mail = stored.getMimeMessage();
        return new ReceivedMail(
                InternetAddress.toString(mail.getRecipients(Message.RecipientType.TO)),
                mail.getSubject(),
                mail.getContent().toString().stripTrailing(),
                stored.getReceivedDate().toInstant().toString());
    }
}

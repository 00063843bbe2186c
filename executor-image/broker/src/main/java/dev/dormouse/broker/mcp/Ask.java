/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import dev.dormouse.broker.model.AnswerRoom;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One message to a server and the terms on which it goes.
 *
 * @param timeout until the answer is read whole
 * @param room for the answer, should it be large
 * @param stillGood asked as the last thing before the message leaves; where it isn't, nothing does
 */
record Ask(Messages.Request message, Duration timeout, AnswerRoom.Ticket room, BooleanSupplier stillGood) {
    /** What may be sent at any time and has a small answer. */
    static Ask plain(Messages.Request message, Duration timeout) {
        return new Ask(message, timeout, new AnswerRoom().ticket(), () -> true);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import org.jspecify.annotations.Nullable;

/**
 * One tool call as it came in, written down before anything is done about it. The key is only kept, never compared: a
 * caller that sends the same call twice gets the effect twice, and two rows here tell on it.
 *
 * @param idempotencyKey {@code _meta["dormouse.dev/idempotency-key"]} of the request
 */
public record ReceivedCall(
        long id, String tool, String arguments, @Nullable String idempotencyKey, String time) {}

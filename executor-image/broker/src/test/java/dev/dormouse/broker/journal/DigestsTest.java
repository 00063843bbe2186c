/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import org.junit.jupiter.api.Test;

class DigestsTest {
    private static final StepId STEP = new StepId("remind", 1);

    @Test
    void theOrderOfFieldsAndTheWayANumberIsWrittenDoNotMatter() {
        assertThat(Digests.ofArguments(Json.tree("{\"b\": 1.0, \"a\": [true, null]}")))
                .isEqualTo(Digests.ofArguments(Json.tree("{\"a\": [true, null], \"b\": 1}")));
    }

    @Test
    void aKeyIsTheSameForEveryAttemptAndAnotherForEveryOtherCall() {
        // given
        var site = new CallSite(3, 1, "books", "send_email", "d1");
        // when
        var key = Digests.idempotencyKey("uid-1", STEP, site);
        // then
        assertThat(key).hasSize(43).isEqualTo(Digests.idempotencyKey("uid-1", STEP, site));
        assertThat(key)
                .isNotEqualTo(Digests.idempotencyKey("uid-2", STEP, site))
                .isNotEqualTo(Digests.idempotencyKey("uid-1", new StepId("remind", 2), site))
                .isNotEqualTo(Digests.idempotencyKey("uid-1", STEP, new CallSite(4, 1, "books", "send_email", "d1")))
                .isNotEqualTo(Digests.idempotencyKey("uid-1", STEP, new CallSite(3, 1, "book", "ssend_email", "d1")));
    }

    @Test
    void aLaterVersionComputesTheSameKey() {
        assertThat(Digests.idempotencyKey("uid-1", STEP, new CallSite(3, 1, "books", "send_email", "d1")))
                .isEqualTo("MFQqE-jN_rZCPAJbWdAt-pOqEAIF6WDzFhrlsAYE6iw");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 62, 63, 64, 100, 200, 201, 253})
    void everyNameOfAServerFitsIntoALabelAndIntoTheNamesOfItsObjects(int length) {
        var name = "s".repeat(length);

        assertThat(Labels.mayCall(name))
                .matches("mcp\\.dormouse\\.dev/[a-z0-9][a-z0-9._-]{0,61}[a-z0-9]|mcp\\.dormouse\\.dev/s");
        assertThat(Labels.shortened(name)).hasSizeLessThanOrEqualTo(63);
        assertThat(Labels.ofServer(name) + "-catalog").hasSizeLessThanOrEqualTo(253);
    }

    @Test
    void noTwoServersShareALabelEvenWhenOneIsNamedAfterTheOthersShortForm() {
        var one = "s".repeat(100);
        var other = "s".repeat(101);

        assertThat(Labels.shortened(one)).isNotEqualTo(Labels.shortened(other));
        assertThat(Labels.shortened(one))
                .as("no name of an object has an underscore")
                .contains("_");
        assertThat(Labels.ofServer("s".repeat(210))).isNotEqualTo(Labels.ofServer("s".repeat(211)));
        assertThat(Labels.ofServer("s".repeat(210)))
                .as("no whole name begins like this")
                .startsWith("mcps-");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.wire.frame.ToBroker.Uncaptured;
import java.util.List;

/**
 * @param snapshot all that could be captured
 * @param names of all variables
 * @param uncaptured what could not, with its path
 */
public record Captured(byte[] snapshot, List<String> names, List<Uncaptured> uncaptured) {}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

/** Names one write of a state; opaque, only good for {@link StateStore#commit}. */
public record Version(String value) {}

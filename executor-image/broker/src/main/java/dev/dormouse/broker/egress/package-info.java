/* SPDX-License-Identifier: Apache-2.0 */
/** Which addresses a server may be at, enforced where the JVM looks names up. Imports {@code crds.plan}. */
@NullMarked
package dev.dormouse.broker.egress;

import org.jspecify.annotations.NullMarked;

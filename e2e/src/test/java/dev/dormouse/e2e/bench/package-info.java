/* SPDX-License-Identifier: Apache-2.0 */
/** The table of {@code make bench}, made from an audit log. Imports the JDK and Jackson only: it is run from source. */
@NullMarked
package dev.dormouse.e2e.bench;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Stories of {@code dormouse run}: tasks on this machine, no cluster. */
@NullMarked
package dev.dormouse.e2e.run;

import org.jspecify.annotations.NullMarked;

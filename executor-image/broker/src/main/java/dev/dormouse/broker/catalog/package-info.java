/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a server says of its tools, as untrusted text: bounded, cleaned, compared, packed. Pure. Imports {@code
 * model}, {@code crds} and {@code wire}.
 */
@NullMarked
package dev.dormouse.broker.catalog;

import org.jspecify.annotations.NullMarked;

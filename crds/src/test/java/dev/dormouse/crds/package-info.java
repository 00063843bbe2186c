/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.dormouse.crds;

import org.jspecify.annotations.NullMarked;

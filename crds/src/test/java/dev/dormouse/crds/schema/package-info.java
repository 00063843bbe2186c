/* SPDX-License-Identifier: Apache-2.0 */
/** Makes the checked-in CRDs and the field reference out of the model, and proves that they still agree. */
@NullMarked
package dev.dormouse.crds.schema;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** A real API server for tests of every module (test-jar of this one). Imports nothing of Dormouse but the CRD files. */
@NullMarked
package dev.dormouse.crds.testing;

import org.jspecify.annotations.NullMarked;

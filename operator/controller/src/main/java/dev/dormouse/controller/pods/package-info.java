/* SPDX-License-Identifier: Apache-2.0 */
/** What all pods with a broker have in common: how little they may do, and what is mounted. Imports crds. */
@NullMarked
package dev.dormouse.controller.pods;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Task files: the resources of one task in one YAML file, for running it without a cluster. There is no API server that
 * checks them, so this package does, against the same schemas. Imports {@code crds.plan} and {@code crds.v1alpha1}.
 */
@NullMarked
package dev.dormouse.crds.file;

import org.jspecify.annotations.NullMarked;

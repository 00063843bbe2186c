/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

/** Labels of everything that belongs to a task. */
public final class Labels {
    /** Name of the task. */
    public static final String TASK = "dormouse.dev/task";
    /** Number of a pod. */
    public static final String EPOCH = "dormouse.dev/epoch";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String OPERATOR = "dormouse";

    private Labels() {}
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

/** Names and patterns that several kinds share. */
public final class Api {
    public static final String GROUP = "dormouse.dev";
    public static final String VERSION = "v1alpha1";
    public static final String API_VERSION = GROUP + "/" + VERSION;
    /** kubectl lists all kinds of Dormouse by this word. */
    public static final String CATEGORY = "dormouse";

    /** Name of a Kubernetes object. */
    static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";
    /** Name of a Service, or of a turn. */
    static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    /** Key in a Secret or ConfigMap. */
    static final String KEY = "^[-._a-zA-Z0-9]+$";

    /**
     * An amount of a resource, as CRDs of Kubernetes itself say it; a little wider than what a pod may hold.
     *
     * <p>The generator makes a text of it: that it may be a bare number, too, is added to the YAML.
     */
    public static final String QUANTITY = "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))"
            + "(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    /** Whole numbers in a status: as many as JSON carries exactly. */
    static final double MOST = 9_007_199_254_740_991d;

    private Api() {}
}

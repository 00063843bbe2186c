/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Labels of everything that belongs to a task or a server, and the names that are made for servers. */
public final class Labels {
    /** On every pod with a broker, whatever it is for; the namespace's own policy selects it. */
    public static final String POD = "dormouse.dev/pod";
    /** Of {@link #POD}: a pod of a task. */
    public static final String TASK_POD = "task";
    /** Of {@link #POD}: a pod that lists the tools of a server. */
    public static final String PROBE_POD = "probe";
    /** {@link #shortened Name} of the server, on what belongs to an McpServer. */
    public static final String SERVER = "dormouse.dev/server";
    /** Name of the task. */
    public static final String TASK = "dormouse.dev/task";
    /** Number of a pod. */
    public static final String EPOCH = "dormouse.dev/epoch";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String OPERATOR = "dormouse";

    private static final String MAY_CALL = "mcp.dormouse.dev/";
    private static final int LONGEST = 63;
    private static final int KEPT = 42;
    private static final int LONGEST_NAME = 200;

    private Labels() {}

    /** Key of the label, with an empty value, of pods that may call this server. */
    public static String mayCall(String server) {
        return MAY_CALL + shortened(server);
    }

    public static boolean isMayCall(String key) {
        return key.startsWith(MAY_CALL);
    }

    /** The name as a label has room for it. A shortened one has an underscore, so that no whole name is like it. */
    public static String shortened(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, KEPT) + "_" + digest(name, 20);
    }

    /** Name of the objects of an McpServer. Those of long names have another beginning, so that no two are alike. */
    public static String ofServer(String server) {
        return server.length() <= LONGEST_NAME ? "mcp-" + server : "mcps-" + digest(server, 40);
    }

    private static String digest(String name, int length) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** An MCP server (streamable HTTP) whose tools the tasks of this namespace may list. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("mcps")
public final class McpServer extends CustomResource<McpServerSpec, McpServerStatus> implements Namespaced {}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A durable session: a list of turns of code that run one after another, share their variables and survive the pods that
 * they run in.
 */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("atask")
@ValidationRule(
        value = "self.metadata.name.size() <= 52",
        message = "metadata.name: at most 52 characters, as pods are named after it; give the task a shorter name")
public final class AgentTask extends CustomResource<AgentTaskSpec, AgentTaskStatus> implements Namespaced {}

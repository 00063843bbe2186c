/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything that one task needs, out of one file: one AgentTask, and beside it the McpServers, Secrets, ConfigMaps and
 * the AgentRuntime that it names. Every reference leads somewhere.
 *
 * @param task with an empty UID and generation 0; see {@link TaskPlan#identified}
 * @param servers by name
 */
public record TaskFile(
        TaskPlan task,
        Map<String, ServerPlan> servers,
        Map<SecretKey, String> secrets,
        Map<CodeSource.FromConfigMap, String> code) {
    public TaskFile {
        servers = Map.copyOf(servers);
        secrets = Map.copyOf(secrets);
        code = Map.copyOf(code);
    }

    public static TaskFile read(Path file) throws IOException, TaskFileException {
        try {
            return parse(Files.readString(file));
        } catch (MalformedInputException e) {
            throw new TaskFileException(List.of(new Problem("", "", "not UTF-8 text")));
        }
    }

    public static TaskFile parse(String yaml) throws TaskFileException {
        return new TaskFileReader(Document.read(yaml)).read();
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "TaskFile[" + task.ref() + ", servers " + servers.keySet() + ", secrets " + secrets.keySet() + "]";
    }
}

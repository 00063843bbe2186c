/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.gateway;

import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import java.util.List;

/**
 * Lets no value of a Secret through, neither to a server in a call nor from it in whatever it says. So none gets into the
 * journal, to the guest, or into a message.
 */
public final class ScreenedServer implements ToolServer {
    private final String name;
    private final ToolServer server;
    private final Keyring keyring;

    /** @param name of the McpServer */
    public ScreenedServer(String name, ToolServer server, Keyring keyring) {
        this.name = name;
        this.server = server;
        this.keyring = keyring;
    }

    @Override
    public List<ToolDescription> listTools() throws ServerUnavailableException {
        try {
            var tools = server.listTools();
            var found = keyring.find(Json.bytes(tools));
            if (found.isPresent()) {
                throw new ServerUnavailableException(
                        Reason.SECRET_WITHHELD,
                        Keyring.withheld("the list of tools of McpServer " + name, found.get())
                                + "; the server must not repeat credentials");
            }
            return tools;
        } catch (ServerUnavailableException e) {
            throw new ServerUnavailableException(e.reason().orElse(null), keyring.screened(e.why()));
        }
    }

    @Override
    public SendOutcome send(ToolRequest request) {
        var tool = name + "." + request.tool();
        var inArguments = keyring.find(Json.bytes(request.arguments()));
        if (inArguments.isPresent()) {
            return withheld("an argument of " + tool, inArguments.get(), "; nothing was sent");
        }
        return switch (server.send(request)) {
            case SendOutcome.Answered(var outcome) -> answered(tool, outcome);
            case SendOutcome.NotSent(var why) -> new SendOutcome.NotSent(keyring.screened(why));
            case SendOutcome.Unknown(var why) -> new SendOutcome.Unknown(keyring.screened(why));
        };
    }

    private SendOutcome answered(String tool, Outcome outcome) {
        return keyring.find(Json.bytes(outcome))
                .map(key -> withheld("the answer of " + tool, key, "; the call has happened"))
                .orElseGet(() -> new SendOutcome.Answered(outcome));
    }

    private static SendOutcome withheld(String what, SecretKey key, String state) {
        return new SendOutcome.Answered(
                new Outcome.Failed(Keyring.WITHHELD, Keyring.withheld(what, key) + state, null));
    }

    @Override
    public void close() {
        server.close();
    }
}

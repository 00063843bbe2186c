/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * The functions that the prelude may call. Each takes and gives strings and numbers; none throws, because an exception
 * of ours would show its class to the guest.
 */
final class HostFunctions {
    private HostFunctions() {}

    static ProxyObject of(RunningStep.Holder current) {
        var functions = new LinkedHashMap<String, Object>();
        functions.put("print", (ProxyExecutable) args -> current.step().print(text(args, 0)));
        functions.put("call", (ProxyExecutable)
                args -> current.step().call(text(args, 0), text(args, 1), text(args, 2)));
        functions.put("random", (ProxyExecutable) args -> current.step().random());
        functions.put("uuid", (ProxyExecutable) args -> current.step().uuid());
        functions.put("absent", (ProxyExecutable) args -> Absent.explain(text(args, 0)));
        functions.put("returned", (ProxyExecutable) args -> current.step().returned(text(args, 0)));
        functions.put("threw", (ProxyExecutable) args -> current.step().threw(args[0], args[1].asBoolean()));
        addCatalog(functions, current);
        return ProxyObject.fromMap(functions);
    }

    private static void addCatalog(Map<String, Object> functions, RunningStep.Holder current) {
        functions.put(
                "lookupServer", (ProxyExecutable) args -> current.step().tools().problem(text(args, 0)));
        functions.put("lookup", (ProxyExecutable) args -> current.step().tools().problem(text(args, 0), text(args, 1)));
        functions.put(
                "lookupDotted", (ProxyExecutable) args -> current.step().tools().problemOf(text(args, 0)));
        functions.put("serverNames", (ProxyExecutable)
                args -> JsonText.of(current.step().tools().servers()));
        functions.put("toolNames", (ProxyExecutable)
                args -> JsonText.of(current.step().tools().tools(text(args, 0))));
        functions.put("search", (ProxyExecutable)
                args -> JsonText.of(current.step().tools().search(text(args, 0))));
        functions.put(
                "describe", (ProxyExecutable) args -> current.step().tools().describe(text(args, 0)));
    }

    private static String text(Value[] arguments, int index) {
        return index < arguments.length && arguments[index].isString() ? arguments[index].asString() : "";
    }
}

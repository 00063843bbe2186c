/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.plan.TaskPlan.CodeSource.FromConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The texts in the Secrets, or in the ConfigMaps, of a file. */
final class KeyedText {
    private final boolean secret;
    private final Map<List<String>, String> texts = new HashMap<>();

    KeyedText(String kind) {
        this.secret = kind.equals("Secret");
    }

    List<Problem> read(Document document) {
        var problems = new ArrayList<Problem>();
        var data = document.content().path("data");
        data.properties().forEach(entry -> {
            var field = "data." + entry.getKey();
            if (!entry.getValue().isTextual()) {
                problems.add(document.problem(field, "must be text; put it into quotes"));
            } else if (!put(document.name(), entry.getKey(), entry.getValue())) {
                problems.add(document.problem(field, "is not base64; encode it, or use stringData"));
            }
        });
        if (secret) {
            document.content().path("stringData").properties().forEach(entry -> {
                if (entry.getValue().isTextual()) {
                    texts.put(
                            List.of(document.name(), entry.getKey()),
                            entry.getValue().textValue());
                } else {
                    problems.add(document.problem("stringData." + entry.getKey(), "must be text; put it into quotes"));
                }
            });
        }
        return problems;
    }

    Map<SecretKey, String> asSecrets() {
        return keyed(SecretKey::new);
    }

    Map<FromConfigMap, String> asCode() {
        return keyed(FromConfigMap::new);
    }

    private <K> Map<K, String> keyed(BiFunction<String, String, K> key) {
        var keyed = new HashMap<K, String>();
        texts.forEach((names, text) -> keyed.put(key.apply(names.getFirst(), names.getLast()), text));
        return keyed;
    }

    private boolean put(String name, String key, JsonNode value) {
        try {
            var text = secret
                    ? new String(Base64.getDecoder().decode(value.textValue().strip()), StandardCharsets.UTF_8)
                    : value.textValue();
            texts.put(List.of(name, key), text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

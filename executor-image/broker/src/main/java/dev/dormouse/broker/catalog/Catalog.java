/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tools as they are stored: one JSON object a line, in the order of their names, as one zstd frame (RFC 8878). The same
 * tools are the same bytes.
 *
 * @param lines by name
 */
public record Catalog(SortedMap<String, String> lines) {
    private static final int LEVEL = 9;
    /** More than any catalog that was written here. */
    private static final int MAX_UNPACKED = 8 * 1024 * 1024;

    public Catalog {
        lines = new TreeMap<>(lines);
    }

    public static Catalog of(List<ToolDescription> tools) {
        var lines = new TreeMap<String, String>();
        tools.forEach(tool -> lines.put(tool.name(), Json.text(json(tool))));
        return new Catalog(lines);
    }

    private static JsonNode json(ToolDescription tool) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("name", tool.name()).put("description", tool.description()).set("inputSchema", tool.inputSchema());
        Optional.ofNullable(tool.outputSchema()).ifPresent(schema -> json.set("outputSchema", schema));
        return json.put("readOnlyHint", tool.readOnlyHint()).put("idempotentHint", tool.idempotentHint());
    }

    /** As it is before it is packed. */
    public byte[] plain() {
        return String.join("\n", lines.values()).getBytes(StandardCharsets.UTF_8);
    }

    public byte[] packed() {
        return Zstd.compress(plain(), LEVEL);
    }

    /** SHA-256 of what is listed, in hex. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What was stored; empty where it isn't a catalog, for whoever may write there may have. */
    public static Optional<Catalog> unpacked(byte[] packed) {
        try (var in = new ZstdInputStream(new ByteArrayInputStream(packed))) {
            var bytes = new ByteArrayOutputStream();
            bytes.write(in.readNBytes(MAX_UNPACKED));
            var lines = new TreeMap<String, String>();
            bytes.toString(StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> lines.put(Json.tree(line).path("name").asText(), line));
            return Optional.of(new Catalog(lines));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** What is another than before. */
    public ProbeReport.Changes since(Catalog before) {
        var added = new HashSet<>(lines.keySet());
        added.removeAll(before.lines.keySet());
        var removed = new HashSet<>(before.lines.keySet());
        removed.removeAll(lines.keySet());
        var changed = lines.entrySet().stream()
                .filter(line -> before.lines.containsKey(line.getKey())
                        && !line.getValue().equals(before.lines.get(line.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        return new ProbeReport.Changes(
                added.stream().sorted().toList(), removed.stream().sorted().toList(), changed);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogTest {
    @Test
    void whatIsPackedIsUnpackedTheSameWhateverTheOrder() {
        var one = Catalog.of(List.of(tool("b", "{}"), tool("a", "{\"title\":\"x\\ny\"}")));
        var other = Catalog.of(List.of(tool("a", "{\"title\":\"x\\ny\"}"), tool("b", "{}")));

        assertThat(Catalog.unpacked(one.packed())).contains(one);
        assertThat(one.digest()).isEqualTo(other.digest()).hasSize(64);
    }

    @Test
    void aChangeNamesWhatIsAnotherAndNothingElse() {
        var before =
                Catalog.of(List.of(tool("same", "{}"), tool("old", "{}"), tool("widened", "{\"required\":[\"a\"]}")));
        var now = Catalog.of(List.of(tool("same", "{}"), tool("new", "{}"), tool("widened", "{}")));

        assertThat(now.since(before))
                .isEqualTo(new ProbeReport.Changes(List.of("new"), List.of("old"), List.of("widened")));
        assertThat(now.since(now).text()).isEmpty();
    }

    @Test
    void whatIsNoCatalogIsNoneAndABombIsNotUnpackedWhole() {
        assertThat(Catalog.unpacked("garbage".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(Catalog.unpacked(Zstd.compress(new byte[200_000_000]))).isEmpty();
    }

    @Test
    void aReportOfManyChangesFitsIntoATerminationMessage() {
        var names = IntStream.range(0, 500).mapToObj(i -> "x".repeat(120) + i).toList();
        var changes = new ProbeReport.Changes(names, names, names);
        var report = new ProbeReport(7, "SchemaInvalid", "ü€".repeat(5000), 500, "d".repeat(64), changes);

        assertThat(report.bytes()).hasSizeLessThan(4096);
        assertThat(changes.added()).hasSize(5).last().isEqualTo("and 496 more");
        assertThat(ProbeReport.read(new String(report.bytes(), StandardCharsets.UTF_8)))
                .contains(report);
        assertThat(ProbeReport.read("{}x")).isEmpty();
    }

    private static ToolDescription tool(String name, String schema) {
        return new ToolDescription(name, "it is " + name, Json.tree(schema), null, false, false);
    }
}

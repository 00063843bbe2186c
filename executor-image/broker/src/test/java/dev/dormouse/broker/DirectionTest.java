/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Each package sees only what its package-info says; what keeps the promises never learns what a cluster is. */
class DirectionTest {
    private static final String ROOT = "dev.dormouse.broker.";
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dormouse.broker");

    @Test
    void noPackageCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void journalAndPolicyKnowNeitherKubernetesNorMcpNorASession() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "journal", ROOT + "policy", ROOT + "model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8..",
                        "io.modelcontextprotocol..",
                        "java.net.http..",
                        ROOT + "mcp",
                        ROOT + "state",
                        ROOT + "task",
                        ROOT + "gateway",
                        ROOT + "session")
                .check(classes);
    }

    @Test
    void onlyTheEdgesTalkToTheApiServerOrToServers() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "gateway", ROOT + "session")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "io.modelcontextprotocol..", "java.net.http..", ROOT + "mcp")
                .check(classes);
    }
}

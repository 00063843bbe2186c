/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions that the package-infos promise. */
@AnalyzeClasses(packages = "dev.dormouse", importOptions = DoNotIncludeTests.class)
class DirectionTest {
    @ArchTest
    static final ArchRule KINDS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("dev.dormouse.controller.(agent*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule SERVERS_KNOW_NO_OTHER_KIND = noClasses()
            .that()
            .resideInAPackage("..controller.mcpserver..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..controller.agenttask..", "..controller.agentruntime..");

    @ArchTest
    static final ArchRule SETTINGS_KNOW_NOTHING_OF_THE_MODULE = noClasses()
            .that()
            .resideInAPackage("..controller.settings..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.dormouse.controller",
                    "..controller.agenttask..",
                    "..controller.agentruntime..",
                    "..controller.mcpserver..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.dormouse.controller.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_OPERATOR_NEVER_SEES_THE_EXECUTOR = noClasses()
            .that()
            .resideInAPackage("dev.dormouse.controller..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.dormouse.broker..", "dev.dormouse.sandbox..");

    @ArchTest
    static final ArchRule THE_FRAMEWORK_READS_WITH_THE_OPERATORS_CLIENT = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.quarkiverse.operatorsdk.runtime.api.ConfigurationServiceCustomizer")
            .because("the framework then makes clients of its own, which can't read everything");

    @ArchTest
    static final ArchRule ONLY_APPLY_AND_DEREFERENCE_TALK_TO_THE_API_SERVER = noClasses()
            .that()
            .resideInAPackage("..controller.agenttask..")
            .and()
            .haveNameNotMatching(".*\\.(Apply|Dereference|Announcer|AgentTaskReconciler|Sources)")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient");
}

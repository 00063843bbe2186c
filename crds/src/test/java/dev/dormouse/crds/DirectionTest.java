/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Each package sees only what its package-info says. */
class DirectionTest {
    @Test
    void packagesSeeEachOtherInOneDirection() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.dormouse.crds");

        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.dormouse..")
                .layer("wire")
                .definedBy("dev.dormouse.wire..")
                .layer("v1alpha1")
                .definedBy("dev.dormouse.crds.v1alpha1")
                .layer("conditions")
                .definedBy("dev.dormouse.crds.conditions")
                .layer("plan")
                .definedBy("dev.dormouse.crds.plan")
                .layer("status")
                .definedBy("dev.dormouse.crds.status")
                .layer("file")
                .definedBy("dev.dormouse.crds.file")
                .withOptionalLayers(true)
                .whereLayer("file")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("file", "status")
                .whereLayer("status")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("conditions")
                .mayOnlyBeAccessedByLayers("status")
                .whereLayer("v1alpha1")
                .mayNotAccessAnyLayer()
                .check(classes);
    }
}

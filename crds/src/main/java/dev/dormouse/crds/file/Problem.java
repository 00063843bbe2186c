/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

/**
 * Something that keeps a task file from being run.
 *
 * @param document e.g. {@code "document 2 (McpServer books)"}; empty when it is about the whole file
 * @param field e.g. {@code spec.turns[0].code}; empty when it is about the whole document
 */
public record Problem(String document, String field, String message) {
    @Override
    public String toString() {
        return (document.isEmpty() ? "" : document + ": ") + (field.isEmpty() ? "" : field + ": ") + message;
    }
}

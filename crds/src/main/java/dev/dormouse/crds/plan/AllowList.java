/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import java.util.List;
import java.util.regex.Pattern;

/** Names or globs ({@code *} stands for any characters) of the tools that a binding lets through. */
public final class AllowList {
    /** Lets everything through: {@code allow} is absent. */
    public static final AllowList ALL = new AllowList(List.of("*"));

    private final List<String> globs;
    private final List<Pattern> patterns;

    private AllowList(List<String> globs) {
        this.globs = List.copyOf(globs);
        this.patterns = globs.stream().map(AllowList::pattern).toList();
    }

    /** An empty list lets nothing through. */
    public static AllowList of(List<String> globs) {
        return new AllowList(globs);
    }

    public boolean allows(String tool) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(tool).matches());
    }

    private static Pattern pattern(String glob) {
        var regex = new StringBuilder();
        for (var literal : glob.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return Pattern.compile(regex.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AllowList that && globs.equals(that.globs);
    }

    @Override
    public int hashCode() {
        return globs.hashCode();
    }

    @Override
    public String toString() {
        return globs.toString();
    }
}

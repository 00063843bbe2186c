/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import org.jspecify.annotations.Nullable;

/** Where the walk is, for reports: {@code cache.entries[3].handler}. Rendered only when something is reported. */
record Place(@Nullable Place parent, String label) {
    Place property(String name) {
        return new Place(this, "." + name);
    }

    Place index(Object index) {
        return new Place(this, "[" + index + "]");
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Place place = this; place != null; place = place.parent) {
            text.insert(0, place.label);
        }
        return text.length() > 300 ? text.substring(0, 300) + "..." : text.toString();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record's component that isn't {@link Nullable}, nor is for its constructor, one that JSON must give a value: absent or null is an error,
 * as is a null within a list. Only {@link JsonNode} has a null of its own, which counts as a value.
 */
final class NonNullComponents extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        return component(member).map(type -> !nullable(type)).orElse(null);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
        return component(member)
                .map(type -> JsonSetter.Value.construct(whenNull(type), contents(type)))
                .orElse(JsonSetter.Value.empty());
    }

    /**
     * Of a parameter of the canonical constructor, which has one for each component. One that replaces null by something
     * says so of its parameter; a compact one has no annotation on a parameter that is an array.
     */
    private static Optional<AnnotatedType> component(Annotated member) {
        if (!(member instanceof AnnotatedParameter parameter)
                || !parameter.getDeclaringClass().isRecord()
                || !(parameter.getOwner() instanceof AnnotatedConstructor constructor)) {
            return Optional.empty();
        }
        int index = parameter.getIndex();
        var asked = constructor.getAnnotated().getAnnotatedParameterTypes()[index];
        return Optional.of(
                nullable(asked)
                        ? asked
                        : parameter
                                .getDeclaringClass()
                                .getRecordComponents()[index]
                                .getAnnotatedType());
    }

    private static Nulls whenNull(AnnotatedType type) {
        return nullable(type) || type.getType() == JsonNode.class ? Nulls.DEFAULT : Nulls.FAIL;
    }

    private static Nulls contents(AnnotatedType type) {
        return type instanceof AnnotatedParameterizedType generic
                        && Arrays.stream(generic.getAnnotatedActualTypeArguments())
                                .allMatch(each -> whenNull(each) == Nulls.FAIL)
                ? Nulls.FAIL
                : Nulls.DEFAULT;
    }

    private static boolean nullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }
}

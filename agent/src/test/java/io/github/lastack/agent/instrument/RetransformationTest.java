// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Retransformation in a JVM that rejects {@code Integer}; the tests run on 17 or later. */
class RetransformationTest {
    private final List<List<Class<?>>> calls = new ArrayList<>();
    private final Retransformation retransformation = new Retransformation((Instrumentation) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Instrumentation.class}, (proxy, method, args) -> {
                List<Class<?>> types = List.of((Class<?>[]) args[0]);
                calls.add(types);
                if (types.contains(Integer.class)) {
                    throw new UnsupportedOperationException("not Integer");
                }
                return null;
            }));

    @Test
    void classes_all_goInOneCall() {
        assertThat(retransformation.of(List.of(String.class, Long.class), false))
                .isEmpty();
        assertThat(calls).containsExactly(List.of(String.class, Long.class));
    }

    @Test
    void class_rejected_costsNoOther() {
        Map<Class<?>, Throwable> failures =
                retransformation.of(List.of(String.class, Integer.class, Long.class), false);

        assertThat(failures).containsOnlyKeys(Integer.class);
        assertThat(failures.get(Integer.class)).hasMessage("not Integer");
        assertThat(calls.subList(1, calls.size()))
                .containsExactly(List.of(String.class), List.of(Integer.class), List.of(Long.class));
    }
}

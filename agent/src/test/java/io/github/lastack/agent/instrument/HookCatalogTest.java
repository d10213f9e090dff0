// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.registry.ConnectionRegistry;
import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HookCatalogTest {
    private static final List<Hook> ALL = Stream.concat(HookCatalog.HOOKS.stream(), LibraryCatalog.HOOKS.stream())
            .toList();

    @Test
    void rows_all_areUnique() {
        assertThat(ALL).extracting(Hook::toString).doesNotHaveDuplicates();
    }

    @Test
    void rows_all_callSomething() {
        assertThat(ALL).allSatisfy(hook -> assertThat(calls(hook)).isNotEmpty());
    }

    @Test
    void calls_all_matchTheMethodsOfTheHooks() {
        Set<String> called = ALL.stream()
                .flatMap(HookCatalogTest::calls)
                .map(call -> call.method)
                .collect(Collectors.toSet());
        Set<String> own = Set.of("listener", "errors", "suppressed");
        Set<String> offered = Arrays.stream(SocketHooks.class.getDeclaredMethods())
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !own.contains(name))
                .collect(Collectors.toSet());

        assertThat(called).isEqualTo(offered);
    }

    @Test
    void connect_rows_callOnEntryReturnAndThrow() {
        assertThat(ALL)
                .filteredOn(hook -> hook.onEntry.stream().anyMatch(call -> call.method.equals("connectBegins")))
                .isNotEmpty()
                .allSatisfy(hook -> {
                    assertThat(hook.onReturn)
                            .singleElement()
                            .extracting(call -> call.method)
                            .isIn("connectReturned", "asynchronousReturned", "connectGoesOn");
                    assertThat(hook.onThrow).extracting(call -> call.method).containsExactly("connectFailed");
                });
    }

    /** A listener may ignore a fact; the registry ignores none. */
    @Test
    void fact_any_isHandledByTheRegistry() {
        assertThat(SocketListener.class.getMethods()).isNotEmpty().allSatisfy(fact -> assertThat(
                        ConnectionRegistry.class
                                .getMethod(fact.getName(), fact.getParameterTypes())
                                .getDeclaringClass())
                .isEqualTo(ConnectionRegistry.class));
    }

    private static Stream<Hook.Call> calls(Hook hook) {
        return Stream.of(hook.onEntry, hook.onReturn, hook.onThrow).flatMap(List::stream);
    }
}

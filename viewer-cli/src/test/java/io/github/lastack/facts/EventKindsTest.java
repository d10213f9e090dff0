// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.events.EventNames;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventKindsTest {
    /** The first is no event; the second spans a whole connection for JMC, and says nothing that others do not. */
    private static final List<String> NOT_READ = List.of(EventNames.PREFIX, EventNames.CONNECTION);

    @Test
    void event_ofTheVocabulary_isRead() throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (Field field : EventNames.class.getFields()) {
            if (field.getType() == String.class) {
                names.add((String) field.get(null));
            }
        }
        names.removeAll(NOT_READ);
        assertThat(EventKinds.all()).containsExactlyInAnyOrderElementsOf(names);
    }
}

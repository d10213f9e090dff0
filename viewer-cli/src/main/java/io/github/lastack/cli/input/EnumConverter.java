// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.select.ConnectionOrder;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts the values of an option to enum constants, by their spelling in the output; also the completion candidates.
 */
public abstract class EnumConverter<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final Map<String, E> words = new LinkedHashMap<>();
    private final Map<String, E> synonyms = new LinkedHashMap<>();

    public EnumConverter(Class<E> constants, Function<E, String> word) {
        Arrays.stream(constants.getEnumConstants()).forEach(constant -> words.put(word.apply(constant), constant));
    }

    /** Adds a word that other tools use for a constant. */
    final void synonym(String word, E constant) {
        synonyms.put(plain(word), constant);
    }

    @Override
    public E convert(String typed) {
        for (Map.Entry<String, E> word : words.entrySet()) {
            if (plain(word.getKey()).equals(plain(typed))) {
                return word.getValue();
            }
        }
        E known = synonyms.get(plain(typed));
        if (known != null) {
            return known;
        }
        List<String> accepted = new ArrayList<>(words.keySet());
        String last = accepted.remove(accepted.size() - 1);
        throw new TypeConversionException(
                "expected " + String.join(", ", accepted) + " or " + last + " but was '" + typed + "'" + guess(typed));
    }

    private String guess(String typed) {
        Map<String, String> byPlain = new LinkedHashMap<>();
        words.keySet().forEach(word -> byPlain.put(plain(word), word));
        return DidYouMean.of(plain(typed), byPlain.keySet())
                .map(plain -> "; did you mean '" + byPlain.get(plain) + "'?")
                .orElse("");
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Iterator<String> iterator() {
        return words.keySet().iterator();
    }

    static final class Formats extends EnumConverter<Output.Format> {
        Formats() {
            super(Output.Format.class, Output.Format::toString);
        }
    }

    public static final class SiteFormats extends EnumConverter<SiteFormat> {
        public SiteFormats() {
            super(SiteFormat.class, SiteFormat::toString);
        }
    }

    public static final class Problems extends EnumConverter<Problem> {
        public Problems() {
            super(Problem.class, Problem::word);
        }
    }

    public static final class Orders extends EnumConverter<ConnectionOrder> {
        public Orders() {
            super(ConnectionOrder.class, ConnectionOrder::word);
        }
    }

    public static final class Roles extends EnumConverter<Role> {
        public Roles() {
            super(Role.class, role -> role.name().toLowerCase(Locale.ROOT));
        }
    }

    /** By the names of RFC 9293, of ss and of netstat. */
    public static final class States extends EnumConverter<TcpState> {
        public States() {
            super(TcpState.class, TcpState::name);
            synonym("ESTAB", TcpState.ESTABLISHED);
            synonym("SYN-RECV", TcpState.SYN_RECEIVED);
            synonym("FIN_WAIT1", TcpState.FIN_WAIT_1);
            synonym("FIN_WAIT2", TcpState.FIN_WAIT_2);
            synonym("UNCONN", TcpState.CLOSED);
        }
    }
}

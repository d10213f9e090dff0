// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces names and addresses of peers in the events, as the option {@code redact} asks. Immutable.
 *
 * <p>An address becomes a pseudonym, always the same one within a JVM, so that the connections to one peer can still be
 * grouped. Loopback and wildcard addresses identify nobody and are kept.
 */
public final class Redaction {
    /** Replaces nothing. */
    public static final Redaction NONE = new Redaction(false, false, 0, 0);

    private static final Set<String> OPEN = Collections.unmodifiableSet(
            new HashSet<>(Arrays.asList("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::1", "0:0:0:0:0:0:0:1")));

    /** Keeps the leading zeros of the 48 bits below it when they are printed. */
    private static final long LEADING_ONE = 1L << 48;

    private final boolean hosts;
    private final boolean addresses;
    private final long key0;
    private final long key1;

    private Redaction(boolean hosts, boolean addresses, long key0, long key1) {
        this.hosts = hosts;
        this.addresses = addresses;
        this.key0 = key0;
        this.key1 = key1;
    }

    /** The values of the option: {@code hosts} for names, {@code addresses} for names and addresses. */
    public static List<String> choices() {
        return Arrays.asList("hosts", "addresses");
    }

    /**
     * Creates what replaces the chosen ones.
     *
     * @param choices some of {@link #choices}
     * @param key0 half of a secret random key; must be kept nowhere else, since pseudonyms can be undone with it
     * @param key1 its other half
     */
    public static Redaction of(Collection<String> choices, long key0, long key1) {
        return choices.isEmpty()
                ? NONE
                : new Redaction(choices.contains("hosts"), choices.contains("addresses"), key0, key1);
    }

    /**
     * The name of a host, or its address where names are replaced.
     *
     * @param address of that host
     */
    String host(String host, String address) {
        return addresses || hosts && !host.isEmpty() ? address(address) : host;
    }

    String address(String address) {
        if (!addresses || address == null || OPEN.contains(address) || address.startsWith("127.")) {
            return address;
        }
        return "peer-"
                + Long.toHexString(SipHash.of(key0, key1, address) >>> 16 | LEADING_ONE)
                        .substring(1);
    }

    /** The class of an exception, without its message, which may quote a name or an address. */
    String message(String message) {
        boolean all = !hosts && !addresses || message == null || message.indexOf(':') < 0;
        return all ? message : message.substring(0, message.indexOf(':'));
    }
}

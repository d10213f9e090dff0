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
 * What is left out of the events about who is at the other end. Immutable.
 *
 * <p>An address that may not be told becomes a pseudonym, the same for as long as this object lives, so that connections
 * to one peer still stand together. Loopback and wildcard addresses tell nothing of anybody and stay.
 */
public final class Redaction {
    /** Everything is told. */
    public static final Redaction NONE = new Redaction(false, false, 0, 0);

    private static final Set<String> OPEN = Collections.unmodifiableSet(
            new HashSet<>(Arrays.asList("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::1", "0:0:0:0:0:0:0:1")));

    /** Keeps the zeros of the 48 bits behind it. */
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

    /** The things that can be left out, as users name them: {@code hosts}, and {@code addresses}, names included. */
    public static List<String> choices() {
        return Arrays.asList("hosts", "addresses");
    }

    /** @param key of 128 bits that nobody can guess and that is kept nowhere else: it would undo the pseudonyms */
    public static Redaction of(Collection<String> choices, long key0, long key1) {
        return choices.isEmpty()
                ? NONE
                : new Redaction(choices.contains("hosts"), choices.contains("addresses"), key0, key1);
    }

    /** @param address of that host, which stands for its name where the name may not be told */
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

    /** Messages of exceptions may quote both; what remains is the exception's class. */
    String message(String message) {
        boolean all = !hosts && !addresses || message == null || message.indexOf(':') < 0;
        return all ? message : message.substring(0, message.indexOf(':'));
    }
}

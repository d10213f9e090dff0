// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Finds which error of the kernel an exception means. The class of the exception does not say: one stands for several
 * errors, and JDK 8 and later ones choose differently. All have the C library's text, glibc's or musl's. In a locale
 * for which the C library has other texts nothing is recognized, and only the message is recorded.
 */
public final class SocketErrors {
    private static final String[] EADDRINUSE = {"Address already in use", "Address in use"};

    private static final String[] EADDRNOTAVAIL = {"Cannot assign requested address", "Address not available"};

    private static final String IF_INET6 = "/proc/self/net/if_inet6";

    /** Scopes as if_inet6 prints them, include/net/ipv6.h. */
    private static final String HOST = "10";

    private static final String LINK = "20";
    private static final String GLOBAL = "00";

    private SocketErrors() {}

    public static boolean isAddressInUse(Throwable thrown) {
        return tells(thrown, EADDRINUSE);
    }

    /**
     * Returns whether a connect failed because no local port was free for it.
     *
     * @param to the remote; over IPv6 the kernel gives the same error where this host has no address to send from
     */
    public static boolean isPortsExhausted(Throwable thrown, InetAddress to) {
        return tells(thrown, EADDRNOTAVAIL) && hasAddressFor(to);
    }

    private static boolean tells(Throwable thrown, String[] texts) {
        String message = thrown.getMessage();
        for (String text : texts) {
            if (message != null && message.contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAddressFor(InetAddress to) {
        if (!(to instanceof Inet6Address)) {
            return true;
        }
        String scope = to.isLoopbackAddress() ? HOST : to.isLinkLocalAddress() ? LINK : GLOBAL;
        return hasScope(ProcFile.text(IF_INET6), scope);
    }

    /**
     * Returns whether a table has an address of that scope.
     *
     * @param table a line an address: address, index of the device, length of the prefix, scope, flags, device
     */
    static boolean hasScope(String table, String scope) {
        for (String line : table.split("\n")) {
            String[] words = line.trim().split(" +");
            if (words.length > 3 && words[3].equals(scope)) {
                return true;
            }
        }
        return false;
    }
}

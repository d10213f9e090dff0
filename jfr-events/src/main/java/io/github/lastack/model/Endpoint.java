// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** Formats an address and a port as text. No other class does. */
public final class Endpoint {
    private static final String MAPPED = "0:0:0:0:0:ffff:";

    private Endpoint() {}

    /**
     * Formats {@code host:port}: an IPv6 address shortened as RFC 5952 says and in brackets, an IPv4-mapped one as
     * IPv4.
     *
     * @param address as {@link java.net.InetAddress#getHostAddress} prints it; null or empty where it is not known
     */
    public static String format(String address, int port) {
        if (address == null || address.isEmpty()) {
            return "?:" + port;
        }
        if (address.indexOf(':') < 0) {
            return address + ':' + port;
        }
        if (address.startsWith(MAPPED)) {
            return mapped(address.substring(MAPPED.length())) + ':' + port;
        }
        return '[' + shortened(address) + "]:" + port;
    }

    private static String mapped(String lowGroups) {
        int colon = lowGroups.indexOf(':');
        int high = Integer.parseInt(lowGroups.substring(0, colon), 16);
        int low = Integer.parseInt(lowGroups.substring(colon + 1), 16);
        return (high >> 8) + "." + (high & 0xff) + '.' + (low >> 8) + '.' + (low & 0xff);
    }

    /** Replaces the longest run of at least two zero groups by {@code ::} (RFC 5952, section 4.2). */
    private static String shortened(String address) {
        int percent = address.indexOf('%');
        String scope = percent < 0 ? "" : address.substring(percent);
        String[] groups = (percent < 0 ? address : address.substring(0, percent)).split(":", -1);
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int length = 0;
            while (i + length < groups.length && groups[i + length].equals("0")) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        if (bestStart < 0) {
            return address;
        }
        return joined(groups, 0, bestStart) + "::" + joined(groups, bestStart + bestLength, groups.length) + scope;
    }

    private static String joined(String[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i > from ? ":" : "").append(groups[i]);
        }
        return text.toString();
    }
}

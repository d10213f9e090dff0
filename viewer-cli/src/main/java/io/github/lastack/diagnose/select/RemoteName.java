// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.select;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.model.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A remote as users write it: a host or an address, with or without a port.
 *
 * @param host the host as the recording writes it, without brackets
 * @param port null for any port
 */
public record RemoteName(String host, String port) {
    private static final Pattern BRACKETS = Pattern.compile("\\[(.+)](?::(\\d{1,5}))?");
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]+)(?::(\\d{1,5}))?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * Returns the remote that a text names.
     *
     * @throws IllegalArgumentException if the text does not name a remote
     */
    public static RemoteName of(String text) {
        Matcher named = BRACKETS.matcher(text);
        if (!named.matches()) {
            named = HOST_AND_PORT.matcher(text);
        }
        if (named.matches()) {
            return new RemoteName(written(named.group(1)), named.group(2));
        }
        if (!IPV6.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return new RemoteName(written(text), null);
    }

    /** Returns the host as the recording writes it. Looks up no name. */
    private static String written(String host) {
        if (!IPV6.matcher(host).matches()) {
            return host;
        }
        try {
            return host(Endpoint.format(InetAddress.getByName(host).getHostAddress(), 0));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(host, e);
        }
    }

    /**
     * Returns whether this name matches an address.
     *
     * @param address the address as {@code host:port}
     */
    boolean names(String address) {
        return host.equals(host(address)) && isPortOf(address);
    }

    boolean names(Diagnosis.Connection connection) {
        String address = connection.history().remote();
        return names(address)
                || host.equalsIgnoreCase(connection.history().ends().host()) && isPortOf(address);
    }

    private boolean isPortOf(String address) {
        return port == null || address.endsWith(":" + port);
    }

    private static String host(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}

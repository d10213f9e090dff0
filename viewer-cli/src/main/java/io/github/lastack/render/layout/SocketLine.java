// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import io.github.lastack.model.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two endpoints that a line of {@code ss}, {@code netstat} or {@code lsof} names, in the format of Lastack.
 *
 * @param local null if the line names none
 * @param remote null if the line names no peer, as for a listening socket
 */
public record SocketLine(String local, String remote) {
    private static final Pattern SPACE_OR_ARROW = Pattern.compile("\\s+|->");
    private static final Pattern ENDPOINT = Pattern.compile("(.+):(\\d{1,5}|\\*)");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final String ANY_PORT = "*";
    private static final String MAPPED = "::ffff:";

    public static SocketLine of(String line) {
        List<String> found = new ArrayList<>();
        for (String word : SPACE_OR_ARROW.split(line.strip())) {
            Matcher endpoint = ENDPOINT.matcher(word);
            String text = endpoint.matches() ? text(endpoint.group(1), endpoint.group(2)) : null;
            if (text != null) {
                found.add(text);
            }
        }
        return new SocketLine(found.isEmpty() ? null : found.get(0), peer(found));
    }

    private static String peer(List<String> found) {
        return found.size() < 2 || found.get(1).endsWith(":" + ANY_PORT) ? null : found.get(1);
    }

    /** The endpoint; null for words that only look like one, such as {@code users:(("java",pid=1))} or a time. */
    private static String text(String host, String port) {
        String bare = host.replaceAll("[\\[\\]]|%[^\\]]*", "");
        if (bare.equals("*")) {
            return "*:" + port;
        }
        if (!IPV4.matcher(bare).matches() && !IPV6.matcher(bare).matches()) {
            return null; // names are not looked up
        }
        boolean mapped = bare.startsWith(MAPPED) && bare.indexOf('.') > 0;
        try {
            String address = InetAddress.getByName(mapped ? bare.substring(MAPPED.length()) : bare)
                    .getHostAddress();
            return port.equals(ANY_PORT) ? address + ":" + ANY_PORT : Endpoint.format(address, Integer.parseInt(port));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The port of the local end; -1 if there is none. */
    public int localPort() {
        String port = local == null ? ANY_PORT : local.substring(local.lastIndexOf(':') + 1);
        return port.equals(ANY_PORT) ? -1 : Integer.parseInt(port);
    }
}

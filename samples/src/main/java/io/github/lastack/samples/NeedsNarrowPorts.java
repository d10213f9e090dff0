// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a sample that needs a network with only these ephemeral ports, and without {@code tcp_tw_reuse}.
 *
 * <pre>
 * unshare -n sh -c 'ip link set lo up
 *   echo 40000 40019 &gt; /proc/sys/net/ipv4/ip_local_port_range; echo 0 &gt; /proc/sys/net/ipv4/tcp_tw_reuse
 *   java -javaagent:lastack-agent.jar=record=s16.jfr -cp lastack-samples.jar ...'
 * </pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NeedsNarrowPorts {
    int first();

    int last();
}

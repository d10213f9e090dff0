// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel counted or reported, apart from single connections; a number is -1 if it was not recorded. */
public sealed interface KernelFact extends SocketFact {

    /**
     * Connections by state at one moment.
     *
     * @param states only those states that some connection was in
     */
    record Counts(Instant at, Scope scope, Map<TcpState, Integer> states) implements KernelFact {
        public Counts {
            Map<TcpState, Integer> ordered = new EnumMap<>(TcpState.class);
            ordered.putAll(states);
            states = Collections.unmodifiableMap(ordered);
        }

        public int in(TcpState state) {
            return states.getOrDefault(state, 0);
        }
    }

    /** Whose connections were counted. */
    enum Scope {
        /** The descriptors of the recorded process. */
        PROCESS,
        /** Everything in its network namespace: its container, or the machine. */
        MACHINE
    }

    /**
     * What the kernel has counted since the network namespace began.
     *
     * @param values by the names of the event's fields, in their order
     */
    record Counters(Instant at, Map<String, Long> values) implements KernelFact {
        /** -1 if the kernel does not count it. */
        public long value(String name) {
            return values.getOrDefault(name, -1L);
        }
    }

    /**
     * How full the queues of one listener are.
     *
     * @param backlog the length of the accept queue that the kernel allows; -1 if not known
     */
    record ListenerQueue(
            Instant at,
            long listenerId,
            String local,
            int localPort,
            int backlog,
            int acceptQueue,
            Handshakes handshakes)
            implements KernelFact {
        /** The kernel admits one connection more than the backlog. */
        public boolean isFull() {
            return acceptQueue > 0 && acceptQueue >= backlog;
        }
    }

    /**
     * Unfinished handshakes on a port, of all sockets that listen on it.
     *
     * @param synReceived how many there are
     * @param synAckRetransmits retransmissions of their SYN-ACKs, in total
     * @param listeners sockets that listen on the port; 1 if not recorded
     */
    record Handshakes(int synReceived, int synAckRetransmits, int listeners) {
        /**
         * Whether at least half of them have had no answer for a second, which is longer than a healthy network takes.
         */
        public boolean hang() {
            return synReceived > 0 && synAckRetransmits >= (synReceived + 1) / 2;
        }

        /** Whether they have, on average, had no answer after the second SYN-ACK either, that is for three seconds. */
        public boolean hangLong() {
            return synReceived > 0 && synAckRetransmits >= 2 * synReceived;
        }
    }

    /**
     * What was on a port that could not be bound.
     *
     * @param connectionId a holding connection of this JVM, or its listener; 0 if none is known
     */
    record PortHolder(Instant at, Socket socket, int count, long connectionId, boolean thisProcess)
            implements KernelFact {
        /**
         * What they have in common.
         *
         * @param localPort 0 where no ephemeral port was left
         * @param remote null where the holders have none, or several
         */
        public record Socket(String local, int localPort, String remote, TcpState state) {}

        public String local() {
            return socket.local();
        }

        public int localPort() {
            return socket.localPort();
        }

        public String remote() {
            return socket.remote();
        }

        public TcpState state() {
            return socket.state();
        }
    }

    /**
     * The settings that decide when ports, queues and TIME_WAIT run out.
     */
    record Settings(
            Instant at, Ports portSettings, TimeWaits timeWaits, Queues queues, Retries retries, String operatingSystem)
            implements KernelFact {
        /**
         * Which local ports the kernel may choose.
         */
        public record Ports(int portRangeLow, int portRangeHigh, String reservedPorts) {}

        /**
         * What a closed connection still takes, and for how long.
         *
         * @param timeWait how long a connection stays in TIME_WAIT; null if not recorded
         * @param finTimeout how long a closed connection stays in FIN_WAIT_2; null if not recorded
         */
        public record TimeWaits(Duration timeWait, int twReuse, int maxTwBuckets, Duration finTimeout) {}

        /**
         * The room of listeners.
         */
        public record Queues(int somaxconn, int maxSynBacklog, int syncookies, int abortOnOverflow) {}

        /**
         * How often the kernel tries again.
         *
         * @param synRetries SYNs that a connect sends again
         * @param synackRetries SYN-ACKs that a listener sends again
         * @param retries2 retransmissions of data until a connection is given up
         * @param orphanRetries retransmissions of data of a closed connection until it is given up; 0 counts as 8
         * @param keepaliveTime how long a connection with SO_KEEPALIVE is idle until the peer is probed; null if not
         *     recorded
         */
        public record Retries(
                int synRetries, int synackRetries, int retries2, int orphanRetries, Duration keepaliveTime) {}

        /** {@code 8080,9148-9150}. */
        private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

        /** How many ephemeral ports the kernel may choose from; 0 if that is not known. */
        public int ports() {
            if (portRangeLow() <= 0 || portRangeHigh() < portRangeLow()) {
                return 0;
            }
            int reserved = 0;
            for (Matcher range = RANGE.matcher(reservedPorts()); range.find(); ) {
                int from = Math.max(portRangeLow(), Integer.parseInt(range.group(1)));
                int last = Integer.parseInt(range.group(range.group(2) == null ? 1 : 2));
                reserved += Math.max(0, Math.min(portRangeHigh(), last) - from + 1);
            }
            return portRangeHigh() - portRangeLow() + 1 - reserved;
        }

        public int portRangeLow() {
            return portSettings.portRangeLow();
        }

        public int portRangeHigh() {
            return portSettings.portRangeHigh();
        }

        public String reservedPorts() {
            return portSettings.reservedPorts();
        }

        public Duration timeWait() {
            return timeWaits.timeWait();
        }

        public int twReuse() {
            return timeWaits.twReuse();
        }

        public int maxTwBuckets() {
            return timeWaits.maxTwBuckets();
        }

        public Duration finTimeout() {
            return timeWaits.finTimeout();
        }

        public int somaxconn() {
            return queues.somaxconn();
        }

        public int maxSynBacklog() {
            return queues.maxSynBacklog();
        }

        public int syncookies() {
            return queues.syncookies();
        }

        public int abortOnOverflow() {
            return queues.abortOnOverflow();
        }

        public int synRetries() {
            return retries.synRetries();
        }

        public int synackRetries() {
            return retries.synackRetries();
        }

        public int retries2() {
            return retries.retries2();
        }

        public int orphanRetries() {
            return retries.orphanRetries();
        }

        public Duration keepaliveTime() {
            return retries.keepaliveTime();
        }
    }
}

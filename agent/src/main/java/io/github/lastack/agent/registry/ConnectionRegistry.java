// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.AggregatedConnections;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.Backtrace;
import io.github.lastack.agent.connection.stack.ClassSources;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.ConnectionRecords;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.descriptor.Uses;
import io.github.lastack.agent.jdk.JdkInternals;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.jdk.ThreadStacks;
import io.github.lastack.agent.jdk.TlsStreams;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.ProcessSockets;
import io.github.lastack.agent.library.Attachments;
import io.github.lastack.agent.library.Exchanges;
import io.github.lastack.agent.library.FieldReader;
import io.github.lastack.agent.metrics.ConnectionMetrics;
import io.github.lastack.agent.scan.ClosingConnections;
import io.github.lastack.agent.scan.HolderStacks;
import io.github.lastack.agent.scan.KernelCounts;
import io.github.lastack.agent.scan.PortHolderLookup;
import io.github.lastack.agent.scan.RecentlyClosed;
import io.github.lastack.boot.SocketListener;
import io.github.lastack.events.ListenerEvents;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.CompletionHandler;

/**
 * The connections of this JVM: receives what happens to them, asks the kernel, and has it recorded.
 *
 * <p>Thread-safe without a lock of its own.
 */
public final class ConnectionRegistry implements SocketListener {
    private final Kernel kernel;
    private final Owners owners;
    private final TlsStreams tls;
    private final ClassSources classSources;
    private final StackTable stacks;
    private final Uses uses;
    private final OpenDescriptors descriptors;
    private final Openings openings;
    private final Streams streams;
    private final Registrations registrations;
    private final BindFailures bindFailures;
    private final Closings closings;
    private final ConnectionScan scan;
    private final KernelCounts counts;
    private final ConnectionRecords records;
    private final HolderStacks holders;
    private final long stuckAfterMillis;
    private final AggregatedConnections aggregated;
    private volatile Runnable atShutdown;

    /**
     * Builds all parts.
     *
     * @param tls null where this JDK's SSLSocket is not as expected
     * @param backtrace null where this JVM's is not known
     * @param threads null where this JDK's threads cannot be asked for their stacks
     * @param stuckAfterMillis after how long a connection that makes no progress is stuck, in ms
     * @param main the application's main class
     * @param stackDepth the most frames kept of a stack
     * @param detailLimit the most connections a second that are recorded individually; 0 for all
     */
    public ConnectionRegistry(
            Kernel kernel,
            Owners owners,
            TlsStreams tls,
            ProcessSockets sockets,
            Backtrace backtrace,
            ThreadStacks threads,
            long stuckAfterMillis,
            ClassSources.MainClass main,
            int stackDepth,
            int detailLimit) {
        this.kernel = kernel;
        this.owners = owners;
        this.tls = tls;
        this.classSources = new ClassSources(main);
        this.stacks = new StackTable(backtrace, stackDepth, classSources);
        this.aggregated = new AggregatedConnections(stacks);
        this.uses = new Uses(stacks);
        FieldReader fields = FieldReader.of(JdkInternals.opened());
        this.records = new ConnectionRecords(stacks, uses, new Attachments(fields));
        this.descriptors = new OpenDescriptors(kernel, owners, sockets, records);
        PortHolderLookup portHolders = new PortHolderLookup(descriptors, sockets);
        Sampler sampler = new Sampler(detailLimit, System.nanoTime());
        this.openings = new Openings(descriptors, kernel, owners, portHolders, stacks, sampler, aggregated);
        this.bindFailures = new BindFailures(descriptors, portHolders, kernel, owners, stacks);
        RecentlyClosed recent = new RecentlyClosed();
        this.closings = new Closings(descriptors, openings, kernel, owners, recent);
        this.registrations = new Registrations(descriptors, owners);
        this.stuckAfterMillis = stuckAfterMillis;
        this.holders = new HolderStacks(threads, stacks, uses, stuckAfterMillis);
        this.scan = new ConnectionScan(
                descriptors, openings, kernel, portHolders, stacks, records, holders, registrations, uses);
        this.streams = new Streams(descriptors, uses, owners, new Exchanges(fields));
        this.counts = new KernelCounts(
                descriptors, sockets, new ClosingConnections(recent, new ClosingConnections.Recorded()));
    }

    public ConnectionScan scan() {
        return scan;
    }

    /** Returns where the classes in stacks came from. */
    public ClassSources classSources() {
        return classSources;
    }

    public KernelCounts counts() {
        return counts;
    }

    /** Returns new metrics of all open descriptors; their classes are loaded only then. */
    public ConnectionMetrics newMetrics() {
        return new ConnectionMetrics(descriptors, records, stacks, classSources, holders, stuckAfterMillis);
    }

    /** Returns how many connections were aggregated, since they were opened too fast to be recorded individually. */
    public long aggregatedConnections() {
        return aggregated.opened();
    }

    /** Commits the counts of aggregated connections since the last call. */
    public void commitAggregated() {
        aggregated.commit();
    }

    /** Commits the stacks that this chunk names and does not contain yet. */
    public void recordStacks() {
        stacks.record();
    }

    /**
     * Starts the next tick of all uses, and looks again at what had no connection when the agent was attached. Must be
     * called about every second, by one thread.
     */
    public void tick() {
        uses.tick();
        descriptors.adoptUnconnected();
    }

    /**
     * Sets what runs at shutdown.
     *
     * @param task run when the JVM begins to shut down, on the thread that shuts it down
     */
    public void atShutdown(Runnable task) {
        atShutdown = task;
    }

    /** Adds the connections that were open before the hooks were installed. Call it once the hooks are in. */
    public void adopt() throws IOException {
        closings.lingers();
        descriptors.adopt();
    }

    // ---- opening ----

    @Override
    public void created(Object channel) {
        openings.created(channel);
    }

    @Override
    public void created(Object socket, int number) {
        openings.created(socket, number);
    }

    @Override
    public void connectBegins(Object owner, SocketAddress remote, int timeoutMillis) {
        openings.connectBegins(owner, remote, timeoutMillis);
    }

    @Override
    public void finishBegins(Object channel) {
        openings.finishBegins(channel);
    }

    @Override
    public void connectReturned(Object owner, boolean established) {
        openings.connectReturned(owner, established);
    }

    @Override
    public void connectFailed(Object owner, Throwable thrown) {
        openings.connectFailed(owner, thrown);
    }

    @Override
    public void connectThrew(FileDescriptor descriptor, Throwable thrown) {
        openings.connectThrew(descriptor, thrown);
    }

    @Override
    public void connected(Object channel) {
        openings.connected(channel);
    }

    @Override
    public void asynchronousReturned(Object channel) {
        openings.asynchronousReturned(channel);
    }

    @Override
    public void accepted(Object owner) {
        openings.accepted(owner);
    }

    @Override
    public void accepted(Object socket, SocketAddress peer) {
        openings.accepted(socket, peer);
    }

    @Override
    public void listens(Object owner, int backlog) {
        LiveConnection listener = descriptors.found(owner);
        InetSocketAddress local = listener == null ? null : kernel.localAddressOf(listener.descriptor());
        if (local == null) {
            return;
        }
        listener.listens(owners.backlogOf(owner, backlog));
        ListenerEvents.listenerOpened(
                listener.id(),
                owners.apiOf(owner),
                local.getAddress().getHostAddress(),
                local.getPort(),
                backlog,
                stacks.name(listener.createdElsewhere(stacks)));
    }

    @Override
    public void bindFailed(Object owner, SocketAddress asked, Throwable thrown) {
        bindFailures.bindFailed(owner, asked, thrown);
    }

    @Override
    public void listenFailed(Object owner, Throwable thrown) {
        bindFailures.listenFailed(owner, thrown);
    }

    // ---- reading and writing ----

    @Override
    public void registered(Object registration) {
        registrations.registered(registration);
    }

    @Override
    public void tlsEndOfStream(Object stream) {
        if (tls != null) {
            streams.endOfStream(tls.descriptorOf(stream), false);
        }
    }

    @Override
    public void endOfStream(Object identity) {
        streams.endOfStream(identity, true);
    }

    @Override
    public void used(Object identity, boolean reading) {
        streams.used(identity, reading);
    }

    @Override
    public void serves(Object exchange) {
        streams.serves(exchange);
    }

    @Override
    public void suspends() {
        streams.suspends();
    }

    @Override
    public void wrote(Object owner) {
        streams.wrote(owner);
    }

    @Override
    public void asynchronousBegins(Object channel, boolean reading, CompletionHandler<?, ?> handler) {
        streams.asynchronousBegins(channel, reading, handler);
    }

    @Override
    public void failed(Object identity, boolean reading, Throwable thrown) {
        streams.failed(identity, reading, thrown);
    }

    @Override
    public void completed(Object channel, boolean reading, int result) {
        streams.completed(channel, reading, result);
    }

    @Override
    public void writeFailed(Object owner, Throwable thrown) {
        streams.writeFailed(owner, thrown);
    }

    @Override
    public void shuts(Object owner, boolean input) {
        streams.shuts(owner, input);
    }

    // ---- closing ----

    @Override
    public void lingers() {
        closings.lingers();
    }

    @Override
    public void closes(Object owner) {
        closings.closes(owner);
    }

    @Override
    public void descriptorCloses(FileDescriptor descriptor) {
        closings.descriptorCloses(descriptor);
    }

    @Override
    public void jvmShutsDown() {
        if (atShutdown != null) {
            atShutdown.run();
        }
    }
}

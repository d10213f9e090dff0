// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.connection.stack.Backtrace;
import io.github.lastack.agent.instrument.HookReport;
import io.github.lastack.agent.instrument.Instrumenter;
import io.github.lastack.agent.jdk.JdkInternals;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.jdk.ThreadStacks;
import io.github.lastack.agent.jdk.TlsStreams;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.ProcessSockets;
import io.github.lastack.agent.registry.ConnectionRegistry;
import io.github.lastack.agent.scan.KernelCounts;
import io.github.lastack.agent.scan.KernelProber;
import io.github.lastack.agent.selftest.SelfTest;
import io.github.lastack.boot.SocketHooks;
import io.github.lastack.events.CountedEvents;
import io.github.lastack.events.Redaction;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.events.recording.Recorder;
import io.github.lastack.events.recording.RecordingRoom;
import io.github.lastack.events.recording.SelfRecording;
import io.github.lastack.model.TcpState;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.concurrent.TimeUnit;

/** The running agent: its parts, in which order they are started, and how each is undone, in the reverse order. */
final class Lastack implements Recorder.Reports, KernelProber.Owner {
    private final AgentArguments options;
    private final Kernel kernel;
    private final ConnectionRegistry registry;
    private final KernelCounts counts;
    private final Instrumenter instrumenter;
    private final Runnable givesUp;
    private final long since = System.currentTimeMillis();
    private final long recordedBefore = CountedEvents.describedSoFar();
    private final RecordingRoom room;
    private final JfrStrings strings;
    private final PublishedMetrics published;
    private HookReport hooks;
    private SelfRecording recording;
    private Recorder recorder;
    private volatile KernelProber prober;
    private volatile long watchingSince; // by SteadyClock; 0 until the connections that were open before are known
    private volatile boolean leaving;

    private Lastack(AgentArguments options, JdkInternals jdk, Instrumentation instrumentation, Runnable givesUp)
            throws ReflectiveOperationException {
        this.options = options;
        Owners owners = new Owners(jdk);
        this.kernel = new Kernel(jdk);
        ProcessSockets sockets = new ProcessSockets(jdk, kernel);
        this.registry = new ConnectionRegistry(
                kernel,
                owners,
                tlsStreams(jdk, owners),
                sockets,
                Backtrace.of(jdk),
                threadStacks(jdk),
                TimeUnit.NANOSECONDS.toMillis(options.closeWaitNanos),
                new MainClass(instrumentation),
                options.stackDepth,
                options.detailLimit);
        this.counts = registry.counts();
        this.room = new RecordingRoom(new JfrRepository(jdk));
        this.strings = new JfrStrings(jdk);
        this.instrumenter = new Instrumenter(instrumentation, options.without);
        this.givesUp = givesUp;
        this.published = new PublishedMetrics(registry, instrumentation, options.jmx, since);
    }

    private static TlsStreams tlsStreams(JdkInternals jdk, Owners owners) {
        try {
            return new TlsStreams(jdk, owners);
        } catch (ReflectiveOperationException otherJdk) {
            return null;
        }
    }

    private static ThreadStacks threadStacks(JdkInternals jdk) {
        try {
            return new ThreadStacks(jdk);
        } catch (ReflectiveOperationException otherJdk) {
            return null;
        }
    }

    /**
     * Starts all parts or none: what was started before a failure is undone.
     *
     * @param givesUp called when the agent has failed too often; must stop the agent
     */
    static Lastack start(
            AgentArguments options,
            JdkInternals jdk,
            Instrumentation instrumentation,
            boolean intoRunningJvm,
            Runnable givesUp)
            throws ReflectiveOperationException, IOException, InterruptedException {
        Lastack lastack = new Lastack(options, jdk, instrumentation, givesUp);
        try {
            lastack.start(jdk, intoRunningJvm);
            return lastack;
        } catch (Throwable t) {
            lastack.stop();
            throw t;
        }
    }

    private void start(JdkInternals jdk, boolean intoRunningJvm)
            throws ReflectiveOperationException, IOException, InterruptedException {
        hooks = instrumenter.install(intoRunningJvm);
        if (hooks.installedCount() == 0) {
            throw new IllegalStateException("none of this JDK's socket classes is as the agent knows them");
        }
        if (!options.without.isEmpty() || !hooks.tellsOf("outputShuts")) {
            kernel.pollMisleads();
        }
        if (!options.without.isEmpty() || !hooks.tellsOf("optionSets")) {
            registry.lingers();
        }
        if (options.stackDepth > AgentArguments.DEFAULT_STACK_DEPTH) {
            JfrStackDepth.raiseTo(options.stackDepth, jdk);
        }
        if (!intoRunningJvm) {
            watchingSince = SteadyClock.millis(); // no connection was opened before
        }
        SocketEvents.redact(redaction());
        if (options.recordFile != null) {
            record();
        }
        recorder = Recorder.await(this);
        registry.atShutdown(
                new Runnable() { // no lambda before main
                    @Override
                    public void run() {
                        recorder.jvmShutsDown();
                    }
                });
        SocketHooks.listener(registry);
        if (options.selfTest) {
            AgentLog.say(SelfTest.run(registry, hooks));
        }
        if (intoRunningJvm && Kernel.CAN_BE_ASKED) {
            adopt();
        }
        if (intoRunningJvm) {
            watchingSince = SteadyClock.millis();
        }
        recorder.describeToRunning();
        prober = new KernelProber(registry.scan(), options.probeNanos, this);
        SocketHooks.errors().beginAnew(prober);
        prober.start();
        registry.classSources().reader(prober);
    }

    private void record() throws IOException {
        recording = SelfRecording.start(
                options.recordFile, ThisJvm.processId(), ThisJvm.since(), options.maxSize, options.maxAgeNanos, room);
        if (recording.note() != null) {
            AgentLog.say(recording.note());
        }
    }

    private void adopt() {
        try {
            registry.adopt();
        } catch (IOException e) {
            AgentLog.say("connections that were open before the agent are not followed: " + e.getMessage());
        }
    }

    /** Undoes {@link #start}, as far as it came. */
    void stop() {
        synchronized (published) {
            leaving = true;
        }
        published.end();
        if (recording != null) {
            recording.stop(); // first, since its last chunk lists what is open
        }
        if (prober != null) {
            prober.end();
        }
        if (recorder != null) {
            recorder.leave();
        }
        SocketHooks.listener(null);
        SocketHooks.errors().beginAnew(null);
        instrumenter.reset();
    }

    private Redaction redaction() throws IOException {
        if (options.redact.isEmpty()) {
            return Redaction.NONE;
        }
        // SecureRandom would start the security providers before the application has chosen them.
        try (DataInputStream random = new DataInputStream(new FileInputStream("/dev/urandom"))) {
            return Redaction.of(options.redact, random.readLong(), random.readLong());
        }
    }

    @Override
    public void giveUp() {
        givesUp.run();
    }

    @Override
    public long look() throws ReflectiveOperationException {
        registry.tick();
        long begin = System.nanoTime();
        registry.classSources().lookUp();
        long once = System.nanoTime() - begin;
        String ended = Recorder.isJfrAtWork() ? room.endWhatHasNone() : null;
        if (ended != null) {
            AgentLog.say(ended);
        }
        if (published.look()) {
            show();
        }
        return once;
    }

    /** Returns the options in force, in the form in which they are given, with the file that is in fact recorded to. */
    String optionsInForce() {
        return options.inForce(recording == null ? null : recording.file().replace("%", "%%"));
    }

    /** Makes the metrics a part of the status, from now on. */
    void showMetrics() {
        published.want();
        show();
    }

    /** Shows the present status, unless the agent is being detached. */
    void show() {
        StatusProperty status = status();
        try {
            published.addTo(status);
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
        }
        synchronized (published) {
            if (!leaving) {
                status.show();
            }
        }
    }

    /** Returns the part of the status that does not change while the agent runs. */
    StatusProperty fixedStatus() {
        return StatusProperty.of("at work").with("options", optionsInForce()).with("since", since);
    }

    /** @see io.github.lastack.agent.registry.ConnectionScan#openAfter */
    long[] openAfter(long descriptor) {
        return registry.scan().openAfter(descriptor);
    }

    /** Returns the agent's present status. */
    private StatusProperty status() {
        StatusProperty status = fixedStatus()
                .with("recorded", Recorder.isWanted())
                .with("described", CountedEvents.describedSoFar() - recordedBefore)
                .with("counted", registry.aggregatedConnections())
                .with("probeIntervalMillis", TimeUnit.NANOSECONDS.toMillis(probeIntervalNanos()))
                .with("suppressedErrors", SocketHooks.errors().count())
                .with("lastSuppressedError", SocketHooks.errors().last())
                .with("kernelAsked", Kernel.CAN_BE_ASKED)
                .with("hooksInstalled", hooks.installedCount())
                .with("hooksFailed", hooks.failed());
        int unconnectedBefore = counts.unconnectedBefore();
        if (unconnectedBefore > 0) {
            status.with("unconnectedBefore", unconnectedBefore);
        }
        int[] byState = counts.byState();
        for (TcpState state : TcpState.values()) {
            if (byState[state.ordinal()] > 0) {
                status.with("open." + state, byState[state.ordinal()]);
            }
        }
        return status;
    }

    /** Returns the time between two probes, in nanoseconds; 0 for no probes. */
    private long probeIntervalNanos() {
        return prober == null || options.probeNanos == 0 ? options.probeNanos : prober.intervalNanos();
    }

    @Override
    public void failed(Throwable t) {
        SocketHooks.suppressed(t);
    }

    @Override
    public void processConnections() {
        counts.processConnections();
    }

    @Override
    public void machineConnections() {
        counts.machineConnections();
    }

    @Override
    public void closingConnections() {
        counts.closingConnections();
    }

    @Override
    public void networkCounters() {
        counts.networkCounters();
    }

    @Override
    public void listenerQueues() {
        counts.listenerQueues();
    }

    @Override
    public void openConnections() {
        try {
            registry.scan().record();
        } catch (Throwable t) {
            SocketHooks.suppressed(t); // reported at once
        }
    }

    @Override
    public void connectionsCounted() {
        registry.commitAggregated();
    }

    @Override
    public void sites() {
        registry.recordStacks();
    }

    @Override
    public void forgetStrings() {
        strings.forget();
    }

    @Override
    public void kernelSettings() {
        counts.kernelSettings();
    }

    /** Commits the events that end every chunk of a recording. */
    @Override
    public void describe() {
        SocketEvents.AgentInfo info = new SocketEvents.AgentInfo();
        info.instance = ThisJvm.instance();
        info.version = ThisJvm.agentVersion();
        info.options = optionsInForce();
        info.closeWaitLimitNanos = options.closeWaitNanos;
        info.probePeriodNanos = options.probeNanos;
        info.probeIntervalNanos = probeIntervalNanos();
        info.stackDepth = options.stackDepth;
        info.detailLimit = options.detailLimit;
        info.mainClass = ThisJvm.mainClass();
        info.hooksInstalled = hooks.installed();
        info.hooksAbsent = hooks.absent();
        info.hooksWaiting = hooks.waiting();
        info.hooksFailed = hooks.failed();
        info.hooksProven = hooks.proven();
        info.openConnections = registry.scan().openConnections();
        info.suppressedErrors = SocketHooks.errors().count();
        info.lastSuppressedError = SocketHooks.errors().last();
        info.kernelAsked = Kernel.CAN_BE_ASKED;
        info.watchedForMillis = watchingSince == 0 ? 0 : SteadyClock.millis() - watchingSince;
        info.leaving = leaving;
        SocketEvents.agentInfo(info);
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.instrument.HookReport;
import io.github.lastack.agent.instrument.Instrumenter;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.KernelProber;
import io.github.lastack.agent.registry.ConnectionRegistry;
import io.github.lastack.boot.SocketHooks;
import io.github.lastack.events.SelfRecording;
import io.github.lastack.events.SocketEvents;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayDeque;
import java.util.Deque;

/** The agent at work: every part that is started, in order, and how it is undone, in the reverse order. */
final class Lastack {
    private final AgentOptions options;
    private final Deque<Undo> undo = new ArrayDeque<>();
    private ConnectionRegistry registry;
    private HookReport hooks;

    private interface Undo {
        void run() throws Exception;
    }

    private Lastack(AgentOptions options) {
        this.options = options;
    }

    /** Starts everything, or nothing: what was started before a failure is undone. */
    static Lastack start(AgentOptions options, JdkInternals jdk, Instrumentation instrumentation)
            throws ReflectiveOperationException, IOException {
        Lastack lastack = new Lastack(options);
        try {
            lastack.startAll(jdk, instrumentation);
            return lastack;
        } catch (Throwable t) {
            lastack.stop();
            throw t;
        }
    }

    private void startAll(JdkInternals jdk, Instrumentation instrumentation)
            throws ReflectiveOperationException, IOException {
        if (options.recordFile != null) {
            SelfRecording recording = SelfRecording.start(options.recordFile);
            undo.push(recording::stop);
        }
        SocketEvents.prepare();
        registry = new ConnectionRegistry(new Kernel(jdk), options.stackDepth);

        Instrumenter instrumenter = new Instrumenter(instrumentation);
        undo.push(instrumenter::reset);
        hooks = instrumenter.install();
        if (hooks.installedCount() == 0) {
            throw new IllegalStateException("none of this JDK's socket classes is as the agent knows them");
        }

        Runnable describe = this::describe;
        SocketEvents.atChunkEnd(describe);
        undo.push(() -> SocketEvents.neverAgain(describe));

        SocketHooks.listener(registry);
        undo.push(() -> SocketHooks.listener(null));

        if (options.probeNanos > 0) {
            KernelProber prober = new KernelProber(registry::probe, options.probeNanos);
            prober.start();
            undo.push(prober::stop);
        }
    }

    /** Undoes what was done; a step that fails does not keep the others from it. */
    void stop() {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (Exception | LinkageError e) {
                LastackAgent.say("not all of the agent could be taken out: " + e);
            }
        }
    }

    AgentOptions options() {
        return options;
    }

    /** What every chunk of a recording ends with. */
    private void describe() {
        registry.describe();
        SocketEvents.AgentInfo info = new SocketEvents.AgentInfo();
        info.instance = ThisJvm.instance();
        info.version = ThisJvm.agentVersion();
        info.options = options.toString();
        info.closeWaitLimitNanos = options.closeWaitNanos;
        info.probePeriodNanos = options.probeNanos;
        info.stackDepth = options.stackDepth;
        info.mainClass = ThisJvm.mainClass();
        info.hooksInstalled = hooks.installed();
        info.hooksAbsent = hooks.absent();
        info.hooksFailed = hooks.failed();
        info.openConnections = registry.openConnections();
        info.suppressedErrors = SocketHooks.suppressedErrors();
        info.kernelAsked = Kernel.CAN_BE_ASKED;
        SocketEvents.agentInfo(info);
    }
}

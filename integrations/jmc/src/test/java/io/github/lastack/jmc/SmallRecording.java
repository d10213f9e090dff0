// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.recording.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;

/** Makes small recordings with the agent's own events, committed by this JVM without an agent. */
final class SmallRecording implements AutoCloseable {
    private final Recorder events = Recorder.await(new Recorder.Reports() {
        @Override
        public void describe() {}

        @Override
        public void failed(Throwable t) {
            throw new AssertionError(t);
        }
    });
    private final Recording recording = new Recording();

    SmallRecording() {
        recording.start();
    }

    /** A connection whose end of stream is read and that is not closed. */
    void leak(long id) {
        SocketEvents.opened(SocketEvents.connectBegins(false), new Remote(id), "ESTABLISHED");
        SocketEvents.endOfStream(new Remote(id), "CLOSE_WAIT");
    }

    /** A connection that is open and in order. */
    void open(long id) {
        SocketEvents.opened(SocketEvents.connectBegins(false), new Remote(id), "ESTABLISHED");
    }

    void agentInfo(String instance, long openConnections, Duration closeWaitLimit) {
        SocketEvents.AgentInfo info = new SocketEvents.AgentInfo();
        info.instance = instance;
        info.version = "0.1";
        info.closeWaitLimitNanos = closeWaitLimit.toNanos();
        info.stackDepth = 64;
        info.mainClass = "com.acme.Main";
        info.openConnections = openConnections;
        info.kernelAsked = true;
        SocketEvents.agentInfo(info);
    }

    Path dump(Path file) throws IOException {
        recording.stop();
        recording.dump(file);
        return file;
    }

    @Override
    public void close() {
        recording.close();
        events.leave();
    }

    private record Remote(long id) implements SocketEvents.Connection {
        @Override
        public String role() {
            return "client";
        }

        @Override
        public String api() {
            return "Socket";
        }

        @Override
        public String host() {
            return "feed.example";
        }

        @Override
        public String address() {
            return "10.0.0.7";
        }

        @Override
        public int port() {
            return 8080;
        }

        @Override
        public String localAddress() {
            return "10.0.0.1";
        }

        @Override
        public int localPort() {
            return (int) (40_000 + id);
        }

        @Override
        public long createdSite() {
            return 0;
        }

        @Override
        public long madeSite() {
            return 0;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The agents that run with a host program: this agent in its forms, and its peers, each by the options that load it.
 */
record Companions(String agent, String fileLeakDetector) {
    static final String ALONE = "alone";
    static final String LASTACK = "Lastack";
    static final String RECORDING = "Lastack, recording";
    static final String ALL = "Lastack, recording every connection";
    static final String FLIGHT_RECORDER = "JFR's default recording";
    static final String METHOD_TRACE = "JFR's default recording and method-trace";
    static final String FILE_LEAK_DETECTOR = "file-leak-detector";

    /** JEP 520. */
    private static final int HAS_METHOD_TRACE = 25;

    /** The number of ends that {@code Followed} has. */
    private static final int ENDS = 4;

    /** The methods given to method-trace: connect, accept and close, by API. */
    private static final Map<String, String> METHODS = Map.of(
            "Socket",
            "java.net.Socket::connect;java.net.ServerSocket::accept;java.net.Socket::close",
            "SocketChannel",
            "sun.nio.ch.SocketChannelImpl::connect;sun.nio.ch.ServerSocketChannelImpl::accept;"
                    + "java.nio.channels.spi.AbstractInterruptibleChannel::close");

    List<String> without() {
        return List.of();
    }

    List<String> following() {
        return List.of("-javaagent:" + agent);
    }

    List<String> recording(Path file) {
        return List.of("-javaagent:" + agent + "=record=" + file);
    }

    List<String> recordingAll(Path file) {
        return List.of("-javaagent:" + agent + "=detail=all,record=" + file);
    }

    List<String> flightRecorder(Path file) {
        return List.of("-XX:StartFlightRecording=settings=default,filename=" + file);
    }

    /** Returns all companions that churn is measured with. */
    Map<String, List<String>> ofChurn(TestJdk jdk, String api, Path directory) throws IOException {
        Map<String, List<String>> companions = new LinkedHashMap<>();
        companions.put(ALONE, without());
        companions.put(RECORDING, recording(directory.resolve("recording.jfr")));
        companions.put(ALL, recordingAll(directory.resolve("all.jfr")));
        companions.put(FLIGHT_RECORDER, flightRecorder(directory.resolve("default.jfr")));
        if (jdk.version() >= HAS_METHOD_TRACE) {
            companions.put(
                    METHOD_TRACE,
                    List.of("-XX:StartFlightRecording:filename=" + directory.resolve("trace.jfr") + ",method-trace="
                            + METHODS.get(api)));
        }
        if (whyNoFileLeakDetector(jdk).isEmpty()) {
            companions.put(FILE_LEAK_DETECTOR, fileLeakDetectorOptions());
        }
        return companions;
    }

    /**
     * Returns why file-leak-detector cannot be used; empty if it is there and follows sockets on this JDK, which not
     * every version of it does.
     */
    String whyNoFileLeakDetector(TestJdk jdk) throws IOException {
        if (fileLeakDetector == null) {
            return "not at hand";
        }
        try (HostProgram asked = HostProgram.start(jdk.home().toString(), fileLeakDetectorOptions(), "Followed")) {
            int followed = (int) asked.figures()[0];
            return followed == ENDS ? "" : "follows " + followed + " of " + ENDS;
        } catch (IOException e) {
            return "ends the JVM";
        }
    }

    private List<String> fileLeakDetectorOptions() {
        return List.of("-javaagent:" + fileLeakDetector);
    }

    static Path directory() throws IOException {
        return Files.createTempDirectory("budgets");
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lastack.testing.TestTimes;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A headless Chromium with one page, told what to do by its DevTools protocol. */
final class Browser implements AutoCloseable {
    /** A machine that builds may be busy. */
    private static final int PATIENCE_SECONDS = 120;

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final ObjectMapper mapper = new ObjectMapper();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private String session;

    private Browser(Path executable) throws IOException {
        profile = Files.createTempDirectory("lastack-browser");
        process = TestTimes.start(new ProcessBuilder(
                        executable.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
        socket = connect(address());
        String target = tell("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .textValue();
        session = tell("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .textValue();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            tell(domain + ".enable", Map.of());
        }
    }

    /** The browser of this machine, if it has one. */
    static Optional<Path> installed() {
        return NAMES.stream()
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start() {
        try {
            return new Browser(installed().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Chromium says on stderr where it listens; what else it says there is read and dropped. */
    private URI address() throws IOException {
        CompletableFuture<URI> address = new CompletableFuture<>();
        BufferedReader said = process.errorReader();
        Thread reader = new Thread(
                () -> said.lines().forEach(line -> {
                    int at = line.indexOf("ws://");
                    if (at >= 0 && line.contains("DevTools listening")) {
                        address.complete(URI.create(line.substring(at).strip()));
                    }
                }),
                "browser-stderr");
        reader.setDaemon(true);
        reader.start();
        return await(address);
    }

    private WebSocket connect(URI address) {
        return await(HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new WebSocket.Listener() {
            private final StringBuilder text = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
                text.append(part);
                if (last) {
                    on(text.toString());
                    text.setLength(0);
                }
                from.request(1);
                return null;
            }
        }));
    }

    private void on(String message) {
        try {
            JsonNode said = mapper.readTree(message);
            if (!said.has("id")) {
                events.add(said);
                return;
            }
            CompletableFuture<JsonNode> answer = answers.remove(said.get("id").intValue());
            if (said.has("error")) {
                answer.completeExceptionally(
                        new IllegalStateException(said.get("error").toString()));
            } else {
                answer.complete(said.get("result"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One command of the protocol, and its result. */
    JsonNode tell(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        ObjectNode message = mapper.createObjectNode().put("id", id).put("method", method);
        message.set("params", mapper.valueToTree(parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        await(socket.sendText(message.toString(), true));
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> result) {
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Opens the address anew and forgets what was heard before. */
    void open(String address) {
        navigate("about:blank");
        navigate(address);
    }

    private void navigate(String address) {
        events.clear();
        tell("Page.navigate", Map.of("url", address));
        Instant deadline = Instant.now().plusSeconds(PATIENCE_SECONDS);
        while (events.stream()
                .noneMatch(event -> event.get("method").textValue().equals("Page.loadEventFired"))) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(address + " has not loaded in " + PATIENCE_SECONDS + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** The value of an expression in the page; a promise is waited for. */
    JsonNode evaluate(String script) {
        JsonNode answer =
                tell("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.get("exceptionDetails").toString());
        }
        return answer.get("result").path("value");
    }

    String text(String script) {
        return evaluate(script).asText();
    }

    int number(String script) {
        return evaluate(script).asInt();
    }

    /** Presses a key as a person does. */
    void press(String key) {
        String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
        String code = key.equals(" ") ? "Space" : key;
        int number = Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32, "ArrowDown", 40, "ArrowUp", 38)
                .getOrDefault(key, (int) key.charAt(0));
        for (String type : List.of("keyDown", "keyUp")) {
            tell(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "code",
                            code,
                            "text",
                            type.equals("keyDown") ? text : "",
                            "windowsVirtualKeyCode",
                            number));
        }
    }

    /** What scripts threw, or the console was told as an error or warning. */
    List<String> complaints() {
        return events.stream()
                .filter(event -> isComplaint(event.get("method").textValue(), event.get("params")))
                .map(JsonNode::toString)
                .toList();
    }

    private static boolean isComplaint(String method, JsonNode of) {
        return method.equals("Runtime.exceptionThrown")
                || method.equals("Log.entryAdded")
                        && !of.get("entry").get("level").textValue().equals("verbose")
                || method.equals("Runtime.consoleAPICalled")
                        && List.of("error", "warning", "assert")
                                .contains(of.get("type").textValue());
    }

    /** The addresses that the page asked for, its own included. */
    List<String> requests() {
        return events.stream()
                .filter(event -> event.get("method").textValue().equals("Network.requestWillBeSent"))
                .map(event -> event.get("params").get("request").get("url").textValue())
                .toList();
    }

    @Override
    public void close() throws IOException {
        session = null;
        tell("Browser.close", Map.of());
        process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(profile)) {
            files.map(Path::toFile).sorted(Comparator.reverseOrder()).forEach(File::delete);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import io.github.lastack.events.SocketEvents;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stacks that were turned into text, each once, by a number that equal stacks share. Thread-safe.
 *
 * <p>Bounded: beyond {@link #LIMIT} different stacks all new ones get one number, whose stack says so.
 */
public final class StackTable {
    private static final int LIMIT = 20_000;
    private static final int MAX_ALIKE = 16;
    private static final int MAX_UNNAMED = 1_000;
    private static final Long NO_CALL = 0L;
    private static final String TOO_MANY = "lastack.tooManyDifferentStacks(Unknown Source)";
    private static final String STACK_SKIPPED = "lastack.notSampled(Unknown Source)";

    private final Backtrace backtrace;
    private final int depth;
    private final ClassSources classSources;
    /** The numbers by {@link Backtrace#stackHash}. Several hashes may belong to one site. */
    private final Map<Long, Long> numbers = new ConcurrentHashMap<>();

    /**
     * By the hash of a descriptor's creation, the number of the call that created and connected it, or {@link
     * #NO_CALL}.
     */
    private final Map<Long, Long> connectingCalls = new ConcurrentHashMap<>();

    private final Queue<CapturedStack> unnamed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unnamedCount = new AtomicInteger();
    private final Map<Long, Boolean> usesSeen = new ConcurrentHashMap<>();

    /** The stacks of uses without the JDK's inner frames, by their first frame. */
    private final Map<String, Map<Long, Boolean>> uses = new ConcurrentHashMap<>();

    private final Map<Long, Site> known = new ConcurrentHashMap<>();
    /** The stacks that an event of this chunk names, and that the chunk must therefore contain. */
    private final Map<Long, Boolean> named = new ConcurrentHashMap<>();

    /**
     * A table.
     *
     * @param backtrace null where this JVM's is not known
     * @param depth the most frames kept of a stack
     * @param classSources learns of the classes in new stacks
     */
    public StackTable(Backtrace backtrace, int depth, ClassSources classSources) {
        this.backtrace = backtrace;
        this.depth = depth;
        this.classSources = classSources;
    }

    /**
     * Returns the number of the stack, as the same object every time. Takes 3 to 20 µs, and about 0.1 µs for a stack
     * that is known.
     */
    public Long intern(CapturedStack stack) {
        if (stack == CapturedStack.STACK_SKIPPED) {
            return numbered(STACK_SKIPPED);
        }
        if (backtrace == null) {
            return named(stack);
        }
        Long stackHash = backtrace.stackHash(stack);
        Long number = numbers.get(stackHash);
        if (number == null) {
            number = named(stack);
            if (numbers.size() < LIMIT) {
                numbers.put(stackHash, number);
            }
        }
        return number;
    }

    /** Returns the number of a stack that is already named. */
    public Long numberOf(StackTraceElement[] stack) {
        return numbered(text(stack));
    }

    /**
     * Returns the number of a use's stack, or the stack itself if it is not known: naming it is not for the thread that
     * uses.
     */
    public Object use(CapturedStack here) {
        if (backtrace == null) {
            return here;
        }
        Long number = numbers.get(backtrace.stackHash(here));
        if (number != null) {
            return number;
        }
        if (unnamedCount.get() < MAX_UNNAMED) {
            unnamedCount.incrementAndGet();
            unnamed.add(here);
        }
        return here;
    }

    /** Names the stacks of uses that were not known, including those that are no longer the last. */
    public void nameUses() {
        for (CapturedStack use = unnamed.poll(); use != null; use = unnamed.poll()) {
            unnamedCount.decrementAndGet();
            remember(intern(use));
        }
    }

    private void remember(Long number) {
        if (usesSeen.size() < LIMIT && usesSeen.putIfAbsent(number, Boolean.TRUE) == null) {
            Map<Long, Boolean> made = new ConcurrentHashMap<>();
            Map<Long, Boolean> before = uses.putIfAbsent(outerFrameOf(number), made);
            Map<Long, Boolean> alike = before == null ? made : before;
            if (alike.size() < MAX_ALIKE) {
                alike.put(callerOf(number), Boolean.TRUE);
            }
        }
    }

    /** Makes the chunk contain the other stacks of uses with the same first frame outside the JDK. */
    public void nameOtherUses(long number) {
        Map<Long, Boolean> alike = number == 0 ? null : uses.get(outerFrameOf(number));
        if (alike != null && alike.size() > 1) {
            for (Long other : alike.keySet()) {
                name(other);
            }
        }
    }

    /**
     * Returns the number of {@link ConnectingCall the call} that created the descriptor and connects it; null if it was
     * created in another call, or that is not known.
     */
    public Long connectingCallOf(CapturedStack made) {
        if (backtrace == null) {
            return null;
        }
        Long stackHash = backtrace.stackHash(made);
        Long number = connectingCalls.get(stackHash);
        if (number == null && connectingCalls.size() < LIMIT) {
            StackTraceElement[] stack = stackOf(made);
            int call = ConnectingCall.in(stack);
            number = call < 0 ? NO_CALL : numbered(text(Arrays.copyOfRange(stack, call, stack.length)));
            connectingCalls.put(stackHash, number);
        }
        return NO_CALL.equals(number) ? null : number;
    }

    private Long named(CapturedStack stack) {
        return numbered(text(stackOf(stack)));
    }

    /** Returns the elements of the stack, and remembers their classes. */
    private StackTraceElement[] stackOf(CapturedStack stack) {
        StackTraceElement[] elements = stack.getStackTrace();
        if (backtrace != null) {
            classSources.meet(backtrace.classes(stack), elements);
        }
        return elements;
    }

    private Long numbered(String text) {
        Site same = known.get(hash(text));
        if (same != null) {
            return same.number;
        }
        Site site = new Site(known.size() < LIMIT ? text : TOO_MANY);
        Site first = known.putIfAbsent(site.number, site);
        return first == null ? site.number : first.number;
    }

    /** Makes the current chunk contain the site, and returns its number. */
    public long name(long number) {
        if (number != 0) {
            named.put(number, Boolean.TRUE);
        }
        return number;
    }

    /** Commits the stack of every site named in this chunk, and where the classes in it came from. */
    public void record() {
        Set<String> types = new HashSet<>();
        for (Iterator<Long> numbers = named.keySet().iterator(); numbers.hasNext(); ) {
            Long number = numbers.next();
            numbers.remove();
            String frames = known.get(number).frames;
            SocketEvents.site(number, frames);
            addTypes(frames, types);
        }
        if (!types.isEmpty()) {
            classSources.settle();
        }
        for (String type : types) {
            classSources.record(type);
        }
    }

    private static void addTypes(String frames, Set<String> types) {
        for (String frame : frames.split("\n")) {
            int method = frame.lastIndexOf('.', Math.max(frame.indexOf('('), 0));
            if (method > 0 && !CodeNames.areOfTheJdk(frame)) {
                types.add(frame.substring(0, method));
            }
        }
    }

    /**
     * Returns the site without the JDK's inner frames, which differ between the creation of a descriptor and its
     * connect; the site itself if it is the JDK's alone. It is less deep, since the JDK's frames count towards the
     * limit.
     */
    public Long callerOf(Long number) {
        Site site = known.get(number);
        Long caller = site.caller;
        if (caller == null) {
            caller = site.frames.equals(TOO_MANY) ? number : numbered(site.outerFrames(depth - depth / 4));
            site.caller = caller;
        }
        return caller;
    }

    /** Returns the innermost frame outside the JDK; empty for number 0. */
    public String outerFrameOf(long number) {
        return number == 0 ? "" : known.get(number).outerFrame;
    }

    /** Returns the frames of a stack, innermost first; empty for number 0. */
    public List<String> framesOf(long number) {
        return number == 0
                ? Collections.<String>emptyList()
                : Arrays.asList(known.get(number).frames.split("\n"));
    }

    private String text(StackTraceElement[] stack) {
        int first = 0;
        while (first < stack.length && CodeNames.areOwn(stack[first].getClassName())) {
            first++;
        }
        StringBuilder text = new StringBuilder();
        for (int i = first; i < Math.min(stack.length, first + depth); i++) {
            text.append(i == first ? "" : "\n");
            append(text, stack[i]);
        }
        return text.toString();
    }

    /** Appends a frame as Java 8 prints it: later versions put loader and module before it. */
    private static void append(StringBuilder text, StackTraceElement frame) {
        text.append(frame.getClassName())
                .append('.')
                .append(frame.getMethodName())
                .append('(');
        if (frame.isNativeMethod()) {
            text.append("Native Method");
        } else if (frame.getFileName() == null) {
            text.append("Unknown Source");
        } else {
            text.append(frame.getFileName());
            if (frame.getLineNumber() >= 0) {
                text.append(':').append(frame.getLineNumber());
            }
        }
        text.append(')');
    }

    /** Returns the hash of a text: FNV-1a, 64 bits. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static final class Site {
        final Long number;
        final String frames;
        final String outerFrame; // one String for all connections of the site, since JFR pools it
        volatile Long caller; // null until it is asked for

        Site(String frames) {
            this.number = hash(frames);
            this.frames = frames;
            this.outerFrame = outerFrame(frames);
        }

        /** Returns the frames from the {@link #outerFrame} on. */
        String outerFrames(int most) {
            int begin = frames.indexOf(outerFrame);
            int end = begin + outerFrame.length();
            for (int kept = 1; kept < most && end < frames.length(); kept++) {
                int next = frames.indexOf('\n', end + 1);
                end = next < 0 ? frames.length() : next;
            }
            return frames.substring(begin, end);
        }

        private static String outerFrame(String frames) {
            String[] lines = frames.split("\n");
            for (String line : lines) {
                if (!CodeNames.areOfTheJdk(line)) {
                    return line;
                }
            }
            return lines[0];
        }
    }
}

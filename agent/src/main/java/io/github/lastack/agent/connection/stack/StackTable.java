// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import io.github.lastack.events.SocketEvents;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stacks that had to be turned into text, each once, by a number that is the same for the same stack. Thread-safe.
 *
 * <p>Bounded: past {@link #LIMIT} different stacks all new ones get one number, whose stack says so.
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
    /** By what {@link Backtrace} tells of a stack; more than one may be of the same site. */
    private final Map<Long, Long> numbers = new ConcurrentHashMap<>();

    /** The same of a descriptor's making: the number of the call that made and connected it, or {@link #NO_CALL}. */
    private final Map<Long, Long> connectingCalls = new ConcurrentHashMap<>();

    private final Queue<CapturedStack> unnamed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unnamedCount = new AtomicInteger();
    private final Map<Long, Boolean> usesSeen = new ConcurrentHashMap<>();

    /** The stacks of uses without what the JDK does in them, by their first frame. */
    private final Map<String, Map<Long, Boolean>> uses = new ConcurrentHashMap<>();

    private final Map<Long, Site> known = new ConcurrentHashMap<>();
    /** Those that an event of this chunk names, and that the chunk must therefore describe. */
    private final Map<Long, Boolean> named = new ConcurrentHashMap<>();

    /**
     * @param backtrace null where this JVM's is not known
     * @param depth frames kept
     * @param classSources learns of the classes in new stacks
     */
    public StackTable(Backtrace backtrace, int depth, ClassSources classSources) {
        this.backtrace = backtrace;
        this.depth = depth;
        this.classSources = classSources;
    }

    /** The number of the stack, the same object every time. Takes 3 to 20 µs, for one that was met before some 0.1. */
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

    /** The number of a stack that is named already. */
    public Long numberOf(StackTraceElement[] stack) {
        return numbered(text(stack));
    }

    /** The number of a use's stack; the stack itself if it was not met before: naming it is not for the thread that uses. */
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

    /** Names the stacks of uses that were not met before, also of those that are not the last any more. */
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

    /** Has the chunk describe also who else has used connections by the same frame of code outside of the JDK. */
    public void nameOtherUses(long number) {
        Map<Long, Boolean> alike = number == 0 ? null : uses.get(outerFrameOf(number));
        if (alike != null && alike.size() > 1) {
            for (Long other : alike.keySet()) {
                name(other);
            }
        }
    }

    /**
     * Where {@link ConnectingCall one call} made a descriptor and connects it, if the descriptor was made in such a call; else,
     * or where that is not known, null.
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

    /** The elements; the classes that they are of are remembered. */
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

    /** Has the current chunk describe the site. */
    public long name(long number) {
        if (number != 0) {
            named.put(number, Boolean.TRUE);
        }
        return number;
    }

    /** Commits the stack of every site named in this chunk, and where the classes in them came from. */
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
     * The site without what the JDK does in it, which is not the same where a descriptor is made and where it is connected; the
     * site itself if it is the JDK's alone. It is less deep, since where the JDK takes more frames fewer others are kept.
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

    /** The innermost frame outside of the JDK; empty for number 0. */
    public String outerFrameOf(long number) {
        return number == 0 ? "" : known.get(number).outerFrame;
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

    /** As Java 8 prints a frame: later versions put loader and module before it. */
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

    /** FNV-1a, 64 bits. */
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
        final String outerFrame; // one String for all connections of the site: JFR pools it
        volatile Long caller; // null while nobody has asked

        Site(String frames) {
            this.number = hash(frames);
            this.frames = frames;
            this.outerFrame = outerFrame(frames);
        }

        /** From the {@link #outerFrame} on. */
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

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IAttribute;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.internal.EventArray;
import org.openjdk.jmc.flightrecorder.internal.FlightRecordingLoader;

/** A recording as JDK Mission Control has it: its own parser, attributes and filters. */
final class MissionControl {
    private final IItemCollection items;
    private final Map<String, List<String>> categories = new TreeMap<>();

    private MissionControl(File recording) throws IOException, CouldNotLoadRecordingException {
        items = JfrLoaderToolkit.loadEvents(recording);
        try (var in = Files.newInputStream(recording.toPath())) {
            for (EventArray array :
                    FlightRecordingLoader.loadStream(in, false, false).getArrays()) {
                categories.put(array.getType().getIdentifier(), Arrays.asList(array.getTypeCategory()));
            }
        }
    }

    static MissionControl of(Path recording) throws CouldNotLoadRecordingException {
        try {
            return new MissionControl(recording.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folders of the event browser in which the type is. */
    List<String> categoryOf(String type) {
        return categories.get(type);
    }

    /** By id. */
    Map<String, IType<IItem>> types() {
        Map<String, IType<IItem>> types = new TreeMap<>();
        for (IItemIterable of : items) {
            types.put(of.getType().getIdentifier(), of.getType());
        }
        return types;
    }

    /** What the Properties view tells of the type's columns: id to "label: kind of value". */
    Map<String, String> columns(String type) {
        Map<String, String> columns = new LinkedHashMap<>();
        types().get(type)
                .getAccessorKeys()
                .forEach((key, described) -> columns.put(
                        key.getIdentifier(),
                        described.getName() + ": " + key.getContentType().getIdentifier()));
        return columns;
    }

    IItemCollection where(IItemFilter... all) {
        return items.apply(ItemFilters.and(all));
    }

    /** The values of a column over whatever types have it. */
    static <T> List<T> values(IItemCollection of, IAttribute<T> attribute) {
        List<T> values = new ArrayList<>();
        for (IItemIterable iterable : of) {
            IMemberAccessor<T, IItem> accessor = attribute.getAccessor(iterable.getType());
            if (accessor != null) {
                iterable.forEach(item -> values.add(accessor.getMember(item)));
            }
        }
        return values;
    }

    /** The Group By of the event browser's context menu: how many for each value. */
    static <T> Map<String, Long> groupedBy(IItemCollection of, IAttribute<T> attribute) {
        Map<String, Long> groups = new TreeMap<>();
        values(of, attribute).forEach(value -> groups.merge(String.valueOf(value), 1L, Long::sum));
        return groups;
    }

    /** Methods of all stack traces, innermost first. */
    static Stream<List<String>> stacks(IItemCollection of) {
        return values(of, JfrAttributes.EVENT_STACKTRACE).stream()
                .map(stack -> stack == null
                        ? List.of()
                        : stack.getFrames().stream().map(MissionControl::method).toList());
    }

    private static String method(IMCFrame frame) {
        return frame.getMethod().getType().getFullName() + "."
                + frame.getMethod().getMethodName();
    }

    static boolean has(IType<IItem> type, IAttribute<?> attribute) {
        IAccessorKey<?> key = attribute.getKey();
        return type.getAccessorKeys().keySet().stream()
                .anyMatch(own -> own.getIdentifier().equals(key.getIdentifier())
                        && own.getContentType().equals(key.getContentType()));
    }
}

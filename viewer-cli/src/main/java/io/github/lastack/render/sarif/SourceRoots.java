// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.sarif;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds source files below some folders. A file is found if its folder is that of the package, or if it declares the
 * package, as Kotlin's files may in any folder. Of two such files neither is taken, since one would be a guess.
 */
public final class SourceRoots {
    private static final Set<String> SKIPPED = Set.of("node_modules");

    private final List<Path> roots;
    private final Map<String, Set<Path>> byName = new HashMap<>();
    private final Map<String, Optional<Path>> found = new HashMap<>();
    private boolean isRead;

    /** @param roots the folders to search, with all that is below them but hidden folders */
    public SourceRoots(List<Path> roots) {
        this.roots =
                roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /** Returns the absolute path of the source file; empty if there is none, or more than one. */
    Optional<Path> find(SourceLine source) {
        return found.computeIfAbsent(source.inPackage() + '/' + source.file(), key -> search(source));
    }

    private Optional<Path> search(SourceLine source) {
        read();
        Set<Path> named = byName.getOrDefault(source.file(), Set.of());
        Path inFolders = Path.of(source.inPackage().replace('.', '/'), source.file());
        List<Path> matching =
                named.stream().filter(file -> file.endsWith(inFolders)).toList();
        if (matching.isEmpty() || source.inPackage().isEmpty()) {
            matching = named.stream()
                    .filter(file -> declares(file, source.inPackage()))
                    .toList();
        }
        return matching.size() == 1 ? Optional.of(matching.get(0)) : Optional.empty();
    }

    private static boolean declares(Path file, String inPackage) {
        Pattern declaration = inPackage.isEmpty()
                ? Pattern.compile("(?m)^\\s*package\\s")
                : Pattern.compile("(?m)^\\s*package\\s+" + Pattern.quote(inPackage) + "\\s*;?\\s*$");
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return declaration.matcher(text).find() != inPackage.isEmpty();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void read() {
        if (!isRead) {
            isRead = true;
            roots.forEach(this::read);
        }
    }

    private void read(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    boolean isSkipped = !folder.equals(root) && (name.startsWith(".") || SKIPPED.contains(name));
                    return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        byName.computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>())
                                .add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE; // what cannot be read is not found
                }
            });
        } catch (IOException unreadable) {
            return; // what cannot be read is not found
        }
    }
}

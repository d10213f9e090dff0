// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.JdkInternals;
import io.github.lastack.events.recording.RecordingRoom;
import java.io.File;

/** Finds the folder that JFR writes to while it records. Before JDK 14 no property names it. */
final class JfrRepository implements RecordingRoom.Repository {
    private final JdkInternals jdk;

    JfrRepository(JdkInternals jdk) {
        this.jdk = jdk;
    }

    @Override
    public String path() throws ReflectiveOperationException {
        Class<?> type = Class.forName("jdk.jfr.internal.Repository");
        Object repository = jdk.call(type, "getRepository", new Class<?>[0]);
        Object path = jdk.callOn(repository, type, "getRepositoryPath");
        if (path == null) { // null until JFR writes for the first time
            return System.getProperty("java.io.tmpdir");
        }
        File folder = new File(path.toString());
        return folder.exists() ? folder.getPath() : folder.getParent(); // a folder that was only made to test the place
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Where a class came from that is in a stack which the chunk names. */
@Name("lastack.ClassOrigin")
@Label("Class Origin")
@Category({"Lastack", "Agent"})
@Description("Archive from which a class in a stack was loaded")
@StackTrace(false)
public final class ClassOriginEvent extends Event {
    @Label("Type")
    @Description("Name of the class")
    public String type;

    @Label("Archive")
    @Description("Name of the jar or directory, without its path; empty if not known")
    public String archive;

    @Label("Version")
    @Description("Implementation version in the archive's manifest; empty if not known")
    public String version;

    @Label("Source File")
    @Description("Source file that the class itself names; empty if it names none")
    public String sourceFile;

    @Label("Application")
    @Description("Whether it comes from where the application comes from")
    public boolean application;

    @Label("Application Known")
    @Description("Whether the agent could tell so")
    public boolean applicationKnown;
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Archive of a class that occurs in a stack of the chunk. */
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
    @Description("Source file named in the class file; empty if there is none")
    public String sourceFile;

    @Label("Application")
    @Description("Whether the class was loaded from where the application was loaded from")
    public boolean application;

    @Label("Application Known")
    @Description("Whether the agent could find out if the class is the application's")
    public boolean applicationKnown;
}

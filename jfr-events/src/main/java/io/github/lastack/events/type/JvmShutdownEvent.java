// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The JVM begins to shut down, and no shutdown hook has run yet. Closes from here on count as made by the exit. */
@Name("lastack.JvmShutdown")
@Label("JVM Shutdown")
@Category({"Lastack", "Agent"})
@Description("JVM begins to shut down; its shutdown hooks have not run yet")
@StackTrace(true)
public final class JvmShutdownEvent extends Event {}

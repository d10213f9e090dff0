// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** No shutdown hook has run yet: what is closed from now on would have been freed by the end of the JVM anyway. */
@Name("lastack.JvmShutdown")
@Label("JVM Shutdown")
@Category({"Lastack", "Agent"})
@Description("JVM begins to shut down, and its shutdown hooks are about to run")
@StackTrace(true)
public final class JvmShutdownEvent extends Event {}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Once a chunk: which agent made the recording, what it watched, what it could not. */
@Name("lastack.AgentInfo")
@Label("Agent Information")
@Category({"Lastack", "Agent"})
@Description("What the agent is and how it does")
@StackTrace(false)
@Period("endChunk")
public final class AgentInfoEvent extends Event {
    @Label("Instance")
    @Description("Process id and start of the JVM: recordings with the same instance count connections alike")
    public String instance;

    @Label("Version")
    public String version;

    @Label("Options")
    @Description("Options in force, defaults included")
    public String options;

    @Label("Close-Wait Limit")
    @Description("How long a connection may stay in CLOSE_WAIT")
    @Timespan(Timespan.NANOSECONDS)
    public long closeWaitLimit;

    @Label("Probe Period")
    @Description("How often open connections are checked against the kernel; 0 if off")
    @Timespan(Timespan.NANOSECONDS)
    public long probePeriod;

    @Label("Probe Interval")
    @Description(
            "How far apart the checks are at present: further than asked for where they would cost too much; 0 if off")
    @Timespan(Timespan.NANOSECONDS)
    public long probeInterval;

    @Label("Stack Depth")
    @Description("Frames kept of a site")
    public int stackDepth;

    @Label("Detail Limit")
    @Description("Connections a second that are recorded individually, the rest is counted and sampled; 0 for all")
    public int detailLimit;

    @Label("Main Class")
    public String mainClass;

    @Label("Hooks Installed")
    @Description("Methods of the JDK and of libraries that are watched")
    public String hooksInstalled;

    @Label("Hooks Absent")
    @Description("Methods that this JDK, or the version of a library, does not have")
    public String hooksAbsent;

    @Label("Hooks Waiting")
    @Description("Methods of libraries that are watched as soon as their class is loaded")
    public String hooksWaiting;

    @Label("Hooks Failed")
    @Description("Methods that could not be watched, with the reason")
    public String hooksFailed;

    @Label("Hooks Proven")
    @Description("Methods that the self-test has seen to be watched; empty without a self-test")
    public String hooksProven;

    @Label("Open Connections")
    public long openConnections;

    @Label("Suppressed Errors")
    @Description("Errors inside the agent that were kept from the application")
    public long suppressedErrors;

    @Label("Last Suppressed Error")
    @Description("The newest of them; empty if there was none")
    public String lastSuppressedError;

    @Label("Kernel Asked")
    @Description("Whether the kernel can be asked for states")
    public boolean kernelAsked;

    @Label("Watched For")
    @Description("How long it has known every connection that is open; 0 until it does")
    @Timespan(Timespan.MILLISECONDS)
    public long watchedFor;

    @Label("Leaving")
    @Description("Whether the agent was being taken out: of what happened later nothing was recorded")
    public boolean leaving;
}

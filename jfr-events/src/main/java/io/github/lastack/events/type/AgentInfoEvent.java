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

/** Once a chunk: the version and options of the agent, the hooks it installed, and its errors. */
@Name("lastack.AgentInfo")
@Label("Agent Information")
@Category({"Lastack", "Agent"})
@Description("Version, options, hooks and errors of the agent")
@StackTrace(false)
@Period("endChunk")
public final class AgentInfoEvent extends Event {
    @Label("Instance")
    @Description("Process id and start time of the JVM; recordings of one instance use the same connection ids")
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
    @Description("Present time between two checks; longer than the period where checks cost too much; 0 if off")
    @Timespan(Timespan.NANOSECONDS)
    public long probeInterval;

    @Label("Stack Depth")
    @Description("Frames kept of a stack")
    public int stackDepth;

    @Label("Detail Limit")
    @Description(
            "Most connections a second that are recorded individually; the rest is counted and sampled; 0 for no limit")
    public int detailLimit;

    @Label("Main Class")
    public String mainClass;

    @Label("Hooks Installed")
    @Description("Methods of the JDK and of libraries that are watched")
    public String hooksInstalled;

    @Label("Hooks Absent")
    @Description("Methods that this JDK or this version of a library does not have")
    public String hooksAbsent;

    @Label("Hooks Waiting")
    @Description("Methods of libraries that will be watched once their class is loaded")
    public String hooksWaiting;

    @Label("Hooks Failed")
    @Description("Methods that could not be watched, with the reason")
    public String hooksFailed;

    @Label("Hooks Proven")
    @Description("Methods whose hook worked in the self-test; empty without a self-test")
    public String hooksProven;

    @Label("Open Connections")
    public long openConnections;

    @Label("Suppressed Errors")
    @Description("Errors of the agent that were caught before they reached the application")
    public long suppressedErrors;

    @Label("Last Suppressed Error")
    @Description("Newest suppressed error; empty if there was none")
    public String lastSuppressedError;

    @Label("Kernel Asked")
    @Description("Whether the agent can ask the kernel for states")
    public boolean kernelAsked;

    @Label("Watched For")
    @Description("Time since the agent has known every open connection; 0 until then")
    @Timespan(Timespan.MILLISECONDS)
    public long watchedFor;

    @Label("Leaving")
    @Description("Whether the agent was being detached; nothing that happened later was recorded")
    public boolean leaving;
}

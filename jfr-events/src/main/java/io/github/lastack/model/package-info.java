// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The shadow of a TCP connection: RFC 9293's states, and the one machine that turns what is known into states.
 *
 * <p>The same {@link io.github.lastack.model.TcpMachine} runs in the agent, connection by connection as the facts come
 * in, and again in the command line when a recording is replayed. Nothing here does input or output, reads a clock,
 * starts a thread or knows of {@code jdk.jfr}.
 *
 * <h2>Words</h2>
 *
 * <ul>
 *   <li><b>connection</b>: one TCP connection as this JVM holds it, from connect or accept to the end of its descriptor;
 *   <li><b>signal</b>: something learned about it, by a call that returned or by asking the kernel;
 *   <li><b>state</b>: one of the eleven of RFC 9293, section 3.3.2;
 *   <li><b>transition</b>: from one state to the next, with its evidence;
 *   <li><b>evidence</b>: observed (a call returned it, or the kernel was asked) or inferred (what must have followed);
 *   <li><b>site</b>: a place in the code, as a stack;
 *   <li><b>blame</b>: the one frame of a site at which a person should look first;
 *   <li><b>dwell</b>: time spent in a state;
 *   <li><b>probe</b>: asking the kernel about the open connections, now and then.
 * </ul>
 */
package io.github.lastack.model;

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The TCP states of RFC 9293, and {@link io.github.lastack.model.TcpMachine}, which turns what is known into states.
 *
 * <p>The agent runs it for each connection as facts come in, the command line again when it replays a recording.
 * Nothing here does input or output, reads a clock, starts a thread or knows {@code jdk.jfr}.
 *
 * <h2>Glossary: one word, one meaning, in all modules</h2>
 *
 * <ul>
 *   <li><b>connection</b>: a TCP connection as this JVM holds it, from connect or accept to the end of its descriptor;
 *   <li><b>endpoint</b>: the address and port of one side; <b>peer</b> or <b>remote</b>: the other side;
 *   <li><b>descriptor</b>: the file descriptor of a socket; one without a connection is a descriptor only;
 *   <li><b>orphan</b>: a connection whose descriptor is closed and that the kernel still finishes;
 *   <li><b>collected</b>: its object was garbage-collected without close; <b>lost</b>: and its descriptor stays open;
 *   <li><b>vanished</b>, of a peer: it acknowledges nothing that is sent again;
 *   <li><b>state</b>: one of the eleven of RFC 9293; <b>transition</b>: a step from one state to the next;
 *   <li><b>signal</b>: what a call tells about a connection; <b>kernel state</b>: the kernel's answer when asked;
 *   <li><b>evidence</b> of a state: <b>observed</b> (a call returned it or the kernel was asked) or <b>inferred</b>
 *       (the model says that it must have followed);
 *   <li><b>contradiction</b>: a signal or kernel state that the model's state does not allow;
 *   <li><b>dwell</b>: the time spent in a state; <b>probe</b>: the periodic question to the kernel about what is open;
 *   <li><b>recorded</b>: has events of its own; <b>aggregated</b>: only counted, with others of the same stack;
 *   <li><b>exact</b>: counted one by one; <b>estimated</b>: projected from a sample;
 *   <li><b>stack</b>: the frames of a thread at a call; <b>stack hash</b>: the key by which the agent finds one again
 *       (events name a stack by its number and call it a site, {@code lastack.Site}: those names are API);
 *   <li><b>problem</b>: what is wrong, such as close-wait; <b>cause</b>: why, such as end-of-stream-ignored;
 *   <li><b>finding</b>: a problem and a cause at one place, with the connections that show it;
 *   <li><b>site</b>: the place in the code on which a group of connections with one finding is blamed;
 *   <li><b>blame</b>: the one frame of a site at which a person should look first;
 *   <li><b>fingerprint</b>: the text that identifies a site in different recordings and builds.
 * </ul>
 */
package io.github.lastack.model;

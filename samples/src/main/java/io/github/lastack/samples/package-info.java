// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * A course in leaking connections, numbered in the order in which to read and run it. The last two leak nothing.
 *
 * <table>
 *   <caption>Contents</caption>
 *   <tr><td>{@link io.github.lastack.samples.S01_EndOfStreamIgnored}</td>
 *       <td>the plain leak: -1 is read, and nobody closes</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S02_EndOfStreamUnread}</td>
 *       <td>the silent leak: an idle pool whose peer has closed</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S03_ShortLivedConnections}</td>
 *       <td>the busy client: a connection for each request</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S04_ServerClosesFirst}</td>
 *       <td>the hasty server: TIME_WAIT on the wrong side</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S05_ChannelEndOfStreamIgnored}</td>
 *       <td>the plain leak in an event loop: cancelling a key closes nothing</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S06_AcceptedAndForgotten}</td>
 *       <td>the silent leak of a server whose clients have closed</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S07_HalfClosed}</td>
 *       <td>the half-closed leak: a shutdown taken for a close</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S08_ClosedLate}</td>
 *       <td>the slow leak: closed after the work instead of before it</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S09_PeerNeverCloses}</td>
 *       <td>the endless wait: FIN_WAIT_2 without a limit</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S10_DroppedChannel}</td>
 *       <td>the final leak: a channel that was garbage-collected</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S11_DroppedSocket}</td>
 *       <td>sockets that wait for the garbage collector</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S12_NeverConnected}</td>
 *       <td>the invisible leak: channels that never had a peer</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S13_ErrorIgnored}</td>
 *       <td>the ignored error: an exception caught, a descriptor kept</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S14_UnreadData}</td>
 *       <td>the forgotten body: received data that nothing reads</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S15_PortInTimeWait}</td>
 *       <td>the blocked port: held by the old connections of the server itself</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S16_PortsExhausted}</td>
 *       <td>the busy client at its limit: no port is left</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S17_AcceptTooSlow}</td>
 *       <td>the full accept queue: a server that serves where it should accept</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S18_ClosedUnderSelector}</td>
 *       <td>the kept key: a channel is closed, its descriptor is not</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S19_PeerVanished}</td>
 *       <td>the silent loss: a peer that is gone without a segment</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S20_HandshakesUnfinished}</td>
 *       <td>the unfinished handshakes: begun and never completed</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S21_Healthy}</td>
 *       <td>no leak, and nothing to report</td></tr>
 *   <tr><td>{@link io.github.lastack.samples.S22_HealthyHalfClose}</td>
 *       <td>half-closed connections that are no leaks</td></tr>
 * </table>
 *
 * <p>Each sample says in its {@link io.github.lastack.samples.Expect} what must be found in it, makes its leak against
 * a {@link io.github.lastack.samples.LoopbackPeer}, prints {@code ready} when all states are reached, and ends when its
 * standard input does:
 *
 * <pre>
 * java -javaagent:lastack-agent.jar=record=s01.jfr,closewait=1s \
 *      -cp lastack-samples.jar io.github.lastack.samples.S01_EndOfStreamIgnored
 * </pre>
 *
 * <p>{@link io.github.lastack.samples.LeakyShop} has several of the leaks at once, among healthy traffic.
 */
package io.github.lastack.samples;

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The MXBean of the option {@code jmx}. Nothing else of the agent knows JMX, and without the option no class of this
 * package or of JMX is loaded.
 */
package io.github.lastack.agent.jmx;

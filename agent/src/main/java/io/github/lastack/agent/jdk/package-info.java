// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Access to the JDK's internals: the only package that makes private methods and fields of the JDK accessible.
 *
 * <p>Every other package of the agent may use it, and it uses none of them.
 */
package io.github.lastack.agent.jdk;

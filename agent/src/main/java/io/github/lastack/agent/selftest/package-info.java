// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/** Proves on request that the hooks work in this JVM. */
package io.github.lastack.agent.selftest;

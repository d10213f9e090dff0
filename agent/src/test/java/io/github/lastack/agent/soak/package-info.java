// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/** A long run under load while the agent comes and goes and recordings are begun, rotated and ended. */
package io.github.lastack.agent.soak;

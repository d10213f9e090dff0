// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/** A long run under load while the agent is attached and detached and recordings are started, rotated and ended. */
package io.github.lastack.agent.soak;

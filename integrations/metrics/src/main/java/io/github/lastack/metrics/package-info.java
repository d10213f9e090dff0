// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/** The agent's MXBean as meters of Micrometer: one class to copy into an application. */
package io.github.lastack.metrics;

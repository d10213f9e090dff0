// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/** Rules for the automated analysis of JDK Mission Control (JMC). */
package io.github.lastack.jmc;

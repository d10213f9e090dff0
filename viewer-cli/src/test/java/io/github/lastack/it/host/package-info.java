// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Programs that leak connections through well-known libraries; written like applications, run on every JDK under the
 * agent, and therefore compiled for Java 8.
 */
package io.github.lastack.it.host;

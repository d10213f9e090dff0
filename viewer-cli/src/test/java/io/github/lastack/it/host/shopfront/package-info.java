// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * A web shop on Spring Boot that leaks in two places; compiled for Java 8 and with Spring Boot 2.7, and runs with 3.5
 * as well.
 */
package io.github.lastack.it.host.shopfront;

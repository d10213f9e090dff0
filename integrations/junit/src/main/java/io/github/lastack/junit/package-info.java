// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/** Fails a JUnit test that leaks a connection, with the line of code that leaks it. */
package io.github.lastack.junit;

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * What a program that carries this jar inside itself calls, such as a test framework's extension. It loads the jar with
 * a class loader of its own, so all types in signatures are the JDK's.
 */
package io.github.lastack.embedded;

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/** Programs like those of {@code host}, for JDK 11 and later. */
package io.github.lastack.it.host11;

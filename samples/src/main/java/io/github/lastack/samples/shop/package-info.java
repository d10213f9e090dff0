// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/** The departments of {@link io.github.lastack.samples.LeakyShop}, written as such code is found in the field. */
package io.github.lastack.samples.shop;

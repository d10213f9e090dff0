// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The JSON output of each command, one class a command; {@code lastack.schema.json} describes it.
 *
 * <p>{@link io.github.lastack.render.json.Json} writes the members that documents share. Names of
 * members are API.
 */
package io.github.lastack.render.json;

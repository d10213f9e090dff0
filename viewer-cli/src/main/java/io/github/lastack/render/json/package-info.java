// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The JSON output of each command, one class a command, as {@code lastack.schema.json} beside them describes it.
 *
 * <p>{@link io.github.lastack.render.json.Json} writes what several of them have. Names of members are API.
 */
package io.github.lastack.render.json;

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.vertx.core;

/** As Vert.x'. */
public interface Handler {
    void handle(Object event);
}

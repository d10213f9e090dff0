// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package standin.vertx.core;

/** As Vert.x'. */
public interface Handler {
    void handle(Object event);
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.io.IOException;

/**
 * {@link Backend}s in a JVM of their own, which may be in another network than the tests; until standard input ends.
 */
final class BackendProgram {
    private BackendProgram() {}

    public static void main(String[] args) throws IOException {
        System.out.println("port postgres " + Backend.of(Backend::postgres).port());
        System.out.println("port redis " + Backend.of(Backend::redis).port());
        System.out.println("port lines " + Backend.of(Backend::lines).port());
        System.out.println("listening");
        while (System.in.read() >= 0) {
            // nothing is said
        }
        System.exit(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

/** Waits for a byte on stdin, then runs another program in this JVM: {@code OnCommand MAIN-CLASS}. */
public final class OnCommand {
    private OnCommand() {}

    public static void main(String[] args) throws Exception {
        System.out.println("waiting");
        System.in.read();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}

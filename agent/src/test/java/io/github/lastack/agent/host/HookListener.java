// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * For each line on stdin: goes through every hooked method with a listener of its own in the agent's place, and prints
 * {@code heard CLASS.METHOD} for each that calls a hook. Wants the agent's bootstrap part to have been loaded.
 */
public final class HookListener {
    private HookListener() {}

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            for (String method : heard()) {
                System.out.println(line + " heard " + method);
            }
            System.out.println("done " + line);
        }
    }

    private static Set<String> heard() throws Exception {
        Set<String> heard = new ConcurrentSkipListSet<>();
        SocketListener before = SocketHooks.listener();
        SocketHooks.listener((SocketListener) Proxy.newProxyInstance(
                HookListener.class.getClassLoader(),
                new Class<?>[] {SocketListener.class},
                (proxy, method, arguments) -> {
                    heard.add(caller());
                    return null;
                }));
        try {
            EveryHook.main(new String[0]);
        } finally {
            SocketHooks.listener(before);
        }
        return heard;
    }

    /** Returns the method that has called SocketHooks. */
    private static String caller() {
        boolean inHooks = false;
        for (StackTraceElement frame : new Throwable().getStackTrace()) {
            boolean isHook = frame.getClassName().equals(SocketHooks.class.getName());
            if (inHooks && !isHook) {
                return frame.getClassName() + "." + frame.getMethodName();
            }
            inHooks |= isHook;
        }
        return "nobody";
    }
}

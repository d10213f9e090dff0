// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.selftest;

import io.github.lastack.agent.instrument.HookReport;
import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections over the loopback and checks which hooks report them. What its own threads do is reported to the
 * self-test only; what the application does meanwhile goes to the application's listener as usual.
 */
public final class SelfTest implements InvocationHandler {
    private static final long LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(20);
    private static final String HOOKS = SocketHooks.class.getName();

    private final SocketListener application;
    private final HookReport hooks;
    private final ThreadGroup own = new ThreadGroup("lastack-selftest");
    private volatile String failure = "";

    private SelfTest(SocketListener application, HookReport hooks) {
        this.application = application;
        this.hooks = hooks;
    }

    /**
     * Runs the test, which takes about a second.
     *
     * @param application receives what the application's sockets do
     * @return the result, one line
     */
    public static String run(SocketListener application, HookReport hooks) throws InterruptedException {
        SelfTest test = new SelfTest(application, hooks);
        SocketHooks.listener((SocketListener)
                Proxy.newProxyInstance(SelfTest.class.getClassLoader(), new Class<?>[] {SocketListener.class}, test));
        try {
            test.run();
        } finally {
            SocketHooks.listener(application);
        }
        return "self-test: " + hooks.provenCount() + " of " + hooks.testableCount() + " hooks were seen to work"
                + (hooks.unproven().isEmpty()
                        ? ""
                        : "; not seen, since unused here or not working: " + hooks.unproven())
                + (hooks.notExercised().isEmpty() ? "" : "; not exercised: " + hooks.notExercised())
                + test.failure;
    }

    private void run() throws InterruptedException {
        Thread thread = new Thread(own, null, "lastack-selftest") {
            @Override
            public void run() {
                try {
                    Loopback.run();
                } catch (Throwable t) {
                    failure = "; it was ended by " + t;
                }
            }
        };
        thread.setDaemon(true);
        thread.start();
        thread.join(LIMIT_MILLIS);
        if (thread.isAlive()) {
            failure = "; it did not end in time";
        }
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (!own.parentOf(Thread.currentThread().getThreadGroup())) {
            return method.invoke(application, arguments);
        }
        StackTraceElement[] stack = new Throwable().getStackTrace();
        for (int i = 1; i < stack.length; i++) {
            if (stack[i - 1].getClassName().equals(HOOKS)
                    && !stack[i].getClassName().equals(HOOKS)) {
                hooks.proven(stack[i].getClassName(), stack[i].getMethodName(), stack[i - 1].getMethodName());
                break;
            }
        }
        return null;
    }
}

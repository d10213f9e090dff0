// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a call to a JVM with a limit for stopped processes: a call may take long, but a stopped JVM never answers, and
 * attach would wait for it.
 */
final class TimedAttachCall {
    private static final int SECONDS_STOPPED = 10;

    private TimedAttachCall() {}

    interface Call<T, E extends Exception> {
        T run() throws E;
    }

    /** @throws IOException if the call fails, or the process stays stopped */
    @SuppressWarnings("unchecked")
    static <T, E extends Exception> T run(long pid, Call<T, E> call) throws E, IOException {
        FutureTask<T> answer = new FutureTask<>(call::run);
        Thread caller = new Thread(answer, "attach-call-" + pid);
        caller.setDaemon(true); // may wait for ever
        caller.start();
        for (int stopped = 0; stopped < SECONDS_STOPPED; stopped = ProcFiles.isStopped(pid) ? stopped + 1 : 0) {
            try {
                return answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException notYet) {
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (E) e.getCause(); // or a RuntimeException
            }
        }
        throw new IOException("it was stopped meanwhile; 'kill -CONT " + pid + "' resumes it");
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

/**
 * The stacks of one connection that a later chunk may have to name: each an {@link Origin} as it was taken, and once that is
 * settled the number of its site, an object that all connections of the site share. Thread-safe; its monitor is a leaf.
 */
final class Stacks {
    private final int maker;
    private volatile Object made; // where the descriptor was made; null for what is opened where it is made
    private Object opened;
    private Object endOfStream;
    private Object lastUsed;

    Stacks(Origin made) {
        this(made, LiveConnection.thisThread());
    }

    /** @param maker the thread that has made the descriptor */
    Stacks(Origin made, int maker) {
        this.maker = maker;
        this.made = made;
    }

    boolean isMadeByThisThread() {
        return maker == LiveConnection.thisThread();
    }

    boolean isMadeKnown() {
        return made != null;
    }

    /** Null once it is settled, or if there is none; not taken is none, too. */
    Origin made() {
        Object taken = made;
        boolean isTaken = taken != Origin.NOT_TAKEN && taken instanceof Origin; // so that one is not even looked at
        return isTaken ? (Origin) taken : null;
    }

    synchronized void opened(Origin here) {
        opened = here;
    }

    /** Unless that is known. */
    synchronized void openedUnlessKnown(Origin where) {
        opened = opened == null ? where : opened;
    }

    /** The same, of what is settled already. */
    synchronized void opened(Long site) {
        opened = site;
    }

    synchronized void endOfStream(Origin here) {
        endOfStream = here;
    }

    synchronized void used(Origin here) {
        lastUsed = here;
    }

    synchronized long madeSite() {
        return numberOf(made);
    }

    synchronized long openedSite() {
        return numberOf(opened);
    }

    synchronized long endOfStreamSite() {
        return numberOf(endOfStream);
    }

    synchronized long lastUsedSite() {
        return numberOf(lastUsed);
    }

    /** 0 while it is not settled, or for none. */
    private static long numberOf(Object stack) {
        return stack instanceof Long ? (Long) stack : 0;
    }

    synchronized boolean isSettled() {
        return !(made instanceof Origin
                || opened instanceof Origin
                || endOfStream instanceof Origin
                || lastUsed instanceof Origin);
    }

    /** Turns the stacks into sites, so that no class is kept alive by them; outside the monitor, since it takes long. */
    void settle(Sites sites) {
        Object[] taken;
        synchronized (this) {
            if (isSettled()) {
                return;
            }
            taken = new Object[] {made, opened, endOfStream, lastUsed};
        }
        Object[] settled = new Object[taken.length];
        for (int i = 0; i < taken.length; i++) {
            settled[i] = taken[i] instanceof Origin ? sites.intern((Origin) taken[i]) : taken[i];
        }
        synchronized (this) {
            made = made == taken[0] ? settled[0] : made;
            opened = opened == taken[1] ? settled[1] : opened;
            endOfStream = endOfStream == taken[2] ? settled[2] : endOfStream;
            lastUsed = lastUsed == taken[3] ? settled[3] : lastUsed;
        }
    }
}

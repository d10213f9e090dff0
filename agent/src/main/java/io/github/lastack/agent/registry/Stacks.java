// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

/**
 * The stacks of one connection that a later chunk may have to name, each as it was taken until it is made a site.
 * Thread-safe; its monitor is a leaf.
 */
final class Stacks {
    private Origin made; // where the descriptor was made; null for what is opened where it is made
    private Origin opened;
    private Origin endOfStream;
    private Origin lastUsed;
    private long madeSite;
    private long openedSite;
    private long endOfStreamSite;
    private long lastUsedSite;

    Stacks(Origin made) {
        this.made = made;
    }

    synchronized boolean isMadeKnown() {
        return made != null || madeSite != 0;
    }

    synchronized void openedHere() {
        opened = new Origin();
    }

    synchronized void endOfStreamHere() {
        endOfStream = new Origin();
    }

    synchronized void usedHere() {
        lastUsed = new Origin();
    }

    synchronized long madeSite() {
        return madeSite;
    }

    synchronized long openedSite() {
        return openedSite;
    }

    synchronized long endOfStreamSite() {
        return endOfStreamSite;
    }

    synchronized long lastUsedSite() {
        return lastUsedSite;
    }

    /** Turns the stacks into sites, so that no class is kept alive by them; outside the monitor, since it takes long. */
    void settle(Sites sites) {
        Origin[] taken;
        synchronized (this) {
            if (made == null && opened == null && endOfStream == null && lastUsed == null) {
                return;
            }
            taken = new Origin[] {made, opened, endOfStream, lastUsed};
        }
        long[] numbers = new long[taken.length];
        for (int i = 0; i < taken.length; i++) {
            numbers[i] = taken[i] == null ? 0 : sites.intern(taken[i]);
        }
        synchronized (this) {
            madeSite = numbers[0] == 0 ? madeSite : numbers[0];
            openedSite = numbers[1] == 0 ? openedSite : numbers[1];
            endOfStreamSite = numbers[2] == 0 ? endOfStreamSite : numbers[2];
            lastUsedSite = numbers[3] == 0 ? lastUsedSite : numbers[3];
            made = null;
            opened = opened == taken[1] ? null : opened;
            endOfStream = endOfStream == taken[2] ? null : endOfStream;
            lastUsed = lastUsed == taken[3] ? null : lastUsed;
        }
    }
}

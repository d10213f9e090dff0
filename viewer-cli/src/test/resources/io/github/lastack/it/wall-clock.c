// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

// A wall clock of a process's own, for LD_PRELOAD: as many seconds ahead of the machine's as the file WALL_CLOCK says, in
// eight bytes. All other clocks are left alone, as they are where somebody sets the machine's.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t right;
static const volatile int64_t *ahead = &right;

__attribute__((constructor)) static void begin(void) {
    int setting = open(getenv("WALL_CLOCK"), O_RDONLY | O_CLOEXEC);
    void *shared = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, setting, 0);
    if (setting < 0 || shared == MAP_FAILED) {
        abort();
    }
    close(setting);
    ahead = shared;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*machines)(clockid_t, struct timespec *);
    if (machines == NULL) {
        machines = dlsym(RTLD_NEXT, "clock_gettime");
    }
    int failed = machines(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
        now->tv_sec += *ahead;
    }
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec time;
    int failed = clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *now) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    if (now != NULL) {
        *now = time.tv_sec;
    }
    return time.tv_sec;
}

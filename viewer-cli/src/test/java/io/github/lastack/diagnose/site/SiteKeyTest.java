// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.model.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteKeyTest {
    @ParameterizedTest
    @CsvSource({
        "com.acme.Feed.poll(Feed.java:58), com.acme.Feed.poll:58",
        "com.acme.Feed.poll(Main.kt:58), com.acme.Feed.poll:58",
        "com.acme.Feed.poll(Unknown Source), com.acme.Feed.poll",
        "com.acme.Feed.poll(Native Method), com.acme.Feed.poll",
        "com.acme.Feed.lambda$poll$0(Feed.java:58), com.acme.Feed.lambda$poll:58",
        "com.acme.Feed.lambda$poll$17(Feed.java:58), com.acme.Feed.lambda$poll:58",
        "com.acme.Feed$1.run(Feed.java:58), com.acme.Feed$1.run:58",
        "com.acme.Feed$$Lambda$14/0x00000008.run(Unknown Source), com.acme.Feed$$Lambda.run",
        "com.acme.Feed$$Lambda/0x000078b1c4000a00.run(Unknown Source), com.acme.Feed$$Lambda.run",
        "com.acme.Feed$$Lambda$14.run(Feed.java:1), com.acme.Feed$$Lambda.run",
        "com.sun.proxy.$Proxy7.read(Unknown Source), com.sun.proxy.$Proxy.read",
        "com.acme.$Proxy12.read(Unknown Source), com.acme.$Proxy.read",
        "sun.reflect.GeneratedMethodAccessor12.invoke(Unknown Source), sun.reflect.GeneratedMethodAccessor.invoke",
        "com.acme.Feed$$EnhancerBySpringCGLIB$$1a2b3c.poll(<generated>), com.acme.Feed$$EnhancerBySpringCGLIB$$.poll",
        "com.acme.Feed$$SpringCGLIB$$0.poll(<generated>), com.acme.Feed$$SpringCGLIB$$.poll",
        "java.net.Socket.connect(Socket.java:633), java.net.Socket.connect",
        "jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103),"
                + " jdk.internal.reflect.DirectMethodHandleAccessor.invoke",
        "(no stack was recorded), (no stack was recorded)"
    })
    void place_runsHostsAndJdks_isTheSame(String frame, String place) {
        assertThat(SiteKey.place(frame)).isEqualTo(place);
    }

    @Test
    void fingerprint_everySite_namesProblemCauseRoleAndPlace() {
        SiteKey key = new SiteKey(Cause.HALF_CLOSED, Role.SERVER, "com.acme.Feed.poll:58");

        assertThat(key.fingerprint()).isEqualTo("close-wait/half-closed/server/com.acme.Feed.poll:58");
    }
}

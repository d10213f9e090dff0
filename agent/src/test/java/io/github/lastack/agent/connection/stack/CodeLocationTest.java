// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeLocationTest {
    @ParameterizedTest
    @CsvSource({
        "file:/home/ann/.m2/httpclient-4.5.13.jar, httpclient-4.5.13.jar, JAR",
        "file:/C:/apps/my%20shop-1.0.jar, my shop-1.0.jar, JAR",
        "jar:file:/srv/app.jar!/BOOT-INF/lib/foo-1.0.jar!/, BOOT-INF/lib/foo-1.0.jar, JAR",
        "jar:nested:/srv/app.jar/!BOOT-INF/lib/foo-1.0.jar!/, BOOT-INF/lib/foo-1.0.jar, JAR",
        "jar:file:/srv/app.jar!/BOOT-INF/classes!/, BOOT-INF/classes, CLASSES",
        "jar:nested:/srv/app.jar/!BOOT-INF/classes/!/, BOOT-INF/classes, CLASSES",
        "file:/srv/exploded/BOOT-INF/classes/, BOOT-INF/classes, CLASSES",
        "file:/opt/tomcat/webapps/shop/WEB-INF/classes/, WEB-INF/classes, CLASSES",
        "file:/opt/tomcat/webapps/shop/WEB-INF/lib/x-2.jar, WEB-INF/lib/x-2.jar, JAR",
        "jar:war:file:/opt/webapps/shop.war*/WEB-INF/lib/x-2.jar!/, WEB-INF/lib/x-2.jar, JAR",
        "vfs:/content/shop.war/WEB-INF/classes/, WEB-INF/classes, CLASSES",
        "jar:file:/srv/one.jar!/main/core.jar!/, core.jar, JAR",
        "file:/home/ann/secret/target/classes/, classes/, FOLDER",
    })
    void location_anyLoadersUrl_isNamedWithoutItsPath(String url, String name, CodeLocation.Kind kind) {
        CodeLocation location = CodeLocation.of(url);

        assertThat(location.name).isEqualTo(name);
        assertThat(location.kind).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jrt:/java.base", "jrt:/jdk.httpserver", "file:/groovy/script", "file:/", "", "bundleresource:5"
            })
    void location_ofNoArchive_isNotKnown(String url) {
        assertThat(CodeLocation.of(url)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "file:/srv/app.jar, true",
        "jar:file:/srv/app.jar!/BOOT-INF/classes!/, true",
        "jar:nested:/srv/app.jar/!BOOT-INF/classes/!/, true",
        "jar:war:file:/srv/shop.war*/WEB-INF/lib/x-2.jar!/, true",
        "http://example.org/app.jar, false",
        "vfs:/content/shop.war/WEB-INF/lib/x-2.jar, false",
    })
    void location_elsewhere_isNotLocal(String url, boolean local) {
        assertThat(CodeLocation.of(url).isLocal).isEqualTo(local);
    }

    @ParameterizedTest
    @CsvSource({
        "jar:nested:/srv/app.jar/!BOOT-INF/lib/foo-1.0.jar!/, /srv/app.jar/BOOT-INF/lib/foo-1.0.jar, /srv/app.jar",
        "file:/opt/webapps/shop/WEB-INF/lib/x-2.jar, /opt/webapps/shop/WEB-INF/lib/x-2.jar, /opt/webapps/shop",
        "file:/opt/lib/x-2.jar, /opt/lib/x-2.jar, ",
    })
    void location_insideAnother_knowsTheOther(String url, String path, String container) {
        CodeLocation location = CodeLocation.of(url);

        assertThat(location.path).isEqualTo(path);
        assertThat(location.container).isEqualTo(container);
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.diagnose.select.RemoteName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 10.0.0.7}, {@code 10.0.0.7:8080}, {@code [::1]:8080}, {@code ::1}, {@code feed.example}. */
public final class RemoteConverter implements ITypeConverter<RemoteName> {
    @Override
    public RemoteName convert(String text) {
        try {
            return RemoteName.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "expected a remote like 10.0.0.7, 10.0.0.7:8080 or [::1]:8080 but was '" + text + "'");
        }
    }
}

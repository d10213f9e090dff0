// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;
import jdk.jfr.Relational;

/** Relates a Site to the events that name it. */
@MetadataDefinition
@Relational
@Name("lastack.types.SiteId")
@Label("Site Id")
@Description("Number of a stack that is recorded as a Site")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface SiteId {}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.recording.FieldName;
import java.util.List;

/** The fields of the agent's events that become facts. */
enum Field implements FieldName {
    ACCEPT_QUEUE("acceptQueue"),
    ADDRESS("address"),
    ADDRESS_IN_USE("addressInUse"),
    AGE("age"),
    API("api"),
    APPLICATION("application"),
    APPLICATION_KNOWN("applicationKnown"),
    ARCHIVE("archive"),
    ATTACHED("attached"),
    BACKLOG("backlog"),
    BEFORE_AGENT("beforeAgent"),
    BOUND("bound"),
    CLOSE_WAIT_LIMIT("closeWaitLimit"),
    CLOSED("closed"),
    CLOSED_AT("closedAt"),
    CLOSED_FIRST("closedFirst"),
    CLOSED_SITE("closedSite"),
    CONNECTED("connected"),
    CONNECTION_ID("connectionId"),
    COUNT("count"),
    CREATED_SITE("createdSite"),
    DESCRIBED("described"),
    DESCRIPTOR_ID("descriptorId"),
    DIRECTION("direction"),
    END_OF_STREAM_SEEN("endOfStreamSeen"),
    END_OF_STREAM_SITE("endOfStreamSite"),
    ESTIMATED("estimated"),
    FRAMES("frames"),
    HOLDER_SITE("holderSite"),
    HOLDING_THREAD("holdingThread"),
    HOOKS_ABSENT("hooksAbsent"),
    HOOKS_FAILED("hooksFailed"),
    HOOKS_INSTALLED("hooksInstalled"),
    HOOKS_PROVEN("hooksProven"),
    HOOKS_WAITING("hooksWaiting"),
    HOST("host"),
    INFERRED("inferred"),
    IN_STATE("inState"),
    INSTANCE("instance"),
    IP_LOCAL_PORT_RANGE_HIGH("ipLocalPortRangeHigh"),
    IP_LOCAL_PORT_RANGE_LOW("ipLocalPortRangeLow"),
    KERNEL_ASKED("kernelAsked"),
    KERNEL_STATE("kernelState"),
    LAST_USE("lastUse"),
    LAST_USED_AT("lastUsedAt"),
    LAST_USED_SITE("lastUsedSite"),
    LAST_USED_SITE_LAG("lastUsedSiteLag"),
    LAST_USED_THREAD("lastUsedThread"),
    LAST_USED_THREAD_NUMBER("lastUsedThreadNumber"),
    LAST_WRITTEN_SITE("lastWrittenSite"),
    LEAVING("leaving"),
    LINGER("linger"),
    LISTENER_ID("listenerId"),
    LOCAL_ADDRESS("localAddress"),
    LOCAL_PORT("localPort"),
    MADE_SITE("madeSite"),
    MAIN_CLASS("mainClass"),
    MESSAGE("message"),
    ONLY_EVENT("onlyEvent"),
    NEVER_READ("neverRead"),
    OPEN_CONNECTIONS("openConnections"),
    OPENED("opened"),
    OPENED_AT("openedAt"),
    OPENED_SITE("openedSite"),
    OPERATING_SYSTEM("operatingSystem"),
    OPERATION("operation"),
    OPTIONS("options"),
    PORT("port"),
    PORTS_EXHAUSTED("portsExhausted"),
    REGISTERED("registered"),
    RESERVED_PORTS("reservedPorts"),
    REUSE_ADDRESS("reuseAddress"),
    ROLE("role"),
    SITE_ID("siteId"),
    SOURCE_FILE("sourceFile"),
    SOMAXCONN("somaxconn"),
    STACK_DEPTH("stackDepth"),
    STATE("state"),
    STATE_SINCE("stateSince"),
    SUPPRESSED_ERRORS("suppressedErrors"),
    SYN_RECEIVED("synReceived"),
    TCP_ABORT_ON_OVERFLOW("tcpAbortOnOverflow"),
    TCP_FIN_TIMEOUT("tcpFinTimeout"),
    TCP_MAX_SYN_BACKLOG("tcpMaxSynBacklog"),
    TCP_MAX_TW_BUCKETS("tcpMaxTwBuckets"),
    TCP_SYNCOOKIES("tcpSyncookies"),
    TCP_TW_REUSE("tcpTwReuse"),
    THIS_PROCESS("thisProcess"),
    TIME_WAIT("timeWait"),
    TYPE("type"),
    UNREAD_DATA("unreadData"),
    UNREAD_FOR("unreadFor"),
    UNREAD_SINCE("unreadSince"),
    UNUSED_FOR("unusedFor"),
    VARIANCE("variance"),
    VERSION("version"),
    WATCHED_FOR("watchedFor");

    static final List<Field> ALL = List.of(values());

    private final String fieldName;

    Field(String fieldName) {
        this.fieldName = fieldName;
    }

    @Override
    public String fieldName() {
        return fieldName;
    }
}

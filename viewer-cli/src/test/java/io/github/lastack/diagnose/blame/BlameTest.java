// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.frame.FrameKind;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Role;
import io.github.lastack.scenario.Replayed;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlameTest {
    private static final String JDK = "java.net.Socket.connect(Socket.java:633)";
    private static final String LIBRARY = "org.apache.http.impl.Connect.open(Connect.java:10)";
    private static final String OUTER_LIBRARY = "org.apache.http.client.Client.execute(Client.java:20)";
    private static final String APPLICATION = "com.acme.Feed.poll(Feed.java:58)";
    private static final String OUTER_APPLICATION = "com.acme.Main.main(Main.java:3)";
    private static final String PLUMBING = "io.netty.util.concurrent.Executor.run(Executor.java:1)";

    private static final String WORKER =
            "java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)";

    private final Blame blame = new Blame(FrameKind.judge(List.of("com.acme.Main")));

    @Test
    void blame_applicationFrame_isTheInnermost() {
        assertThat(blame.of(List.of(JDK, LIBRARY, APPLICATION, OUTER_APPLICATION)))
                .isEqualTo(APPLICATION);
    }

    @Test
    void blame_noApplicationFrame_isTheInnermostLibraryFrame() {
        assertThat(blame.of(List.of(JDK, LIBRARY, OUTER_LIBRARY))).isEqualTo(LIBRARY);
    }

    @Test
    void blame_plumbing_isSkipped() {
        assertThat(blame.of(List.of(JDK, PLUMBING, LIBRARY))).isEqualTo(LIBRARY);
        assertThat(blame.of(List.of(JDK, PLUMBING))).isEqualTo(PLUMBING);
    }

    @Test
    void blame_onlyJdkFrames_isTheJdk() {
        assertThat(blame.of(List.of(JDK))).isEqualTo(JDK);
    }

    @Test
    void blame_emptyStack_isMissing() {
        assertThat(blame.of(List.of())).isEqualTo(Blame.UNKNOWN);
    }

    @Test
    void channelOfAnEventLoop_isBlamedOnWhoMadeItInAnEarlierTask() {
        Replayed jvm = jvm(scenario()
                .site(7, List.of(JDK, LIBRARY, APPLICATION))
                .connection(1)
                .openedLater(7, at(JDK, PLUMBING))
                .and());
        ConnectionHistory connection = jvm.connections().get(0);

        assertThat(blame.of(jvm.jvm(), connection, Clue.opened(connection)).frame())
                .isEqualTo(APPLICATION);
    }

    @Test
    void channelThatIsMadeAndConnectedByTwoCalls_isBlamedOnItsConnect() {
        Replayed jvm = jvm(scenario()
                .site(7, List.of(JDK, APPLICATION))
                .connection(1)
                .openedLater(7, List.of(JDK, OUTER_APPLICATION))
                .and());
        ConnectionHistory connection = jvm.connections().get(0);

        assertThat(blame.of(jvm.jvm(), connection, Clue.opened(connection)).frame())
                .isEqualTo(OUTER_APPLICATION);
    }

    @Test
    void openingThatWasNotSampled_isBlamedOnlyWhenThereIsNothingElse() {
        String mark = "lastack.notSampled(Unknown Source)";

        assertThat(client(List.of(List.of(mark)))).isEqualTo(Blame.NOT_SAMPLED);
        assertThat(client(List.of(List.of(mark), List.of(JDK, APPLICATION)))).isEqualTo(APPLICATION);
        assertThat(server(80, List.of(List.of(mark)))).isEqualTo("com.acme.Web.start(Web.java:12)");
    }

    @Test
    void blame_laterStackWithApplication_wins() {
        String blamed = client(List.of(List.of(JDK, LIBRARY), List.of(JDK, APPLICATION)));

        assertThat(blamed).isEqualTo(APPLICATION);
    }

    @Test
    void blame_earlierStackWithApplication_wins() {
        String blamed = client(List.of(List.of(JDK, OUTER_APPLICATION), List.of(JDK, APPLICATION)));

        assertThat(blamed).isEqualTo(OUTER_APPLICATION);
    }

    @Test
    void blame_acceptedByALibrary_isTheListenCall() {
        assertThat(server(80, List.of(List.of(JDK, LIBRARY)))).isEqualTo("com.acme.Web.start(Web.java:12)");
    }

    @Test
    void blame_listenerOfAnotherPort_isIgnored() {
        assertThat(server(81, List.of(List.of(JDK, LIBRARY)))).isEqualTo(LIBRARY);
    }

    @Test
    void blame_ownApplicationFrame_beatsTheListeners() {
        assertThat(server(80, List.of(List.of(JDK, APPLICATION)))).isEqualTo(APPLICATION);
    }

    @Test
    void blame_pooledConnection_isTheBorrower() {
        String factory = "com.acme.net.TunnelFactory.createSocket(TunnelFactory.java:7)";
        String pool = "org.apache.http.impl.conn.PoolingHttpClientConnectionManager.connect(Pooling.java:376)";

        assertThat(blame.of(List.of(JDK, factory, pool, APPLICATION, OUTER_APPLICATION)))
                .isEqualTo(APPLICATION);
    }

    @Test
    void blame_interceptorOfAClient_isNotTheCaller() {
        String chain = "okhttp3.internal.http.RealInterceptorChain.proceed(RealInterceptorChain.kt:109)";
        String interceptor = "com.acme.Auth.intercept(Auth.java:20)";

        assertThat(blame.of(List.of(JDK, chain, interceptor, chain, APPLICATION)))
                .isEqualTo(APPLICATION);
    }

    @Test
    void blame_poolCallbackWithoutBorrower_isTheCallback() {
        String factory = "com.acme.net.TunnelFactory.createSocket(TunnelFactory.java:7)";
        String adder = "com.zaxxer.hikari.pool.HikariPool$PoolEntryCreator.call(HikariPool.java:740)";

        assertThat(blame.of(List.of(JDK, factory, adder, WORKER))).isEqualTo(factory);
    }

    @Test
    void blame_poolsOwnThread_isTheLastUser() {
        String driver = "org.postgresql.core.PGStream.createSocket(PGStream.java:234)";
        String adder = "com.zaxxer.hikari.pool.HikariPool$PoolEntryCreator.call(HikariPool.java:740)";
        Replayed jvm = jvm(scenario()
                .connection(1)
                .opened(at(JDK, driver, adder, WORKER))
                .at(1)
                .failed(null, at(JDK, "org.postgresql.core.PGStream.receive(PGStream.java:1)", APPLICATION))
                .and());
        ConnectionHistory connection = jvm.connections().get(0);

        assertThat(blame.of(jvm.jvm(), connection, Clue.opened(connection)).frame())
                .isEqualTo(APPLICATION);
    }

    @Test
    void libraryThatOpenedAndUsed_isBlamedWhereItHadTheConnectionInHands() {
        String login = "org.postgresql.core.ConnectionFactory.tryConnect(ConnectionFactory.java:";
        String pool = "com.zaxxer.hikari.pool.HikariPool.createPoolEntry(HikariPool.java:476)";
        Replayed jvm = jvm(scenario()
                .connection(1)
                .opened(at(JDK, "org.postgresql.core.PGStream.createSocket(PGStream.java:238)", login + "100)", pool))
                .at(1)
                .failed(null, at(JDK, "org.postgresql.core.Buffered.readMore(Buffered.java:161)", login + "163)", pool))
                .and());
        ConnectionHistory connection = jvm.connections().get(0);

        assertThat(blame.of(jvm.jvm(), connection, Clue.holder(connection)).frame())
                .isEqualTo(login + "163)");
    }

    @Test
    void blame_wrapperOfAnEventLoop_isSkipped() {
        String read = "io.netty.channel.nio.AbstractNioByteChannel$NioByteUnsafe.read(AbstractNioByteChannel.java:163)";
        String loop = "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:562)";
        String wrapper = "com.acme.NamedThreads$1.run(NamedThreads.java:22)";

        assertThat(blame.of(List.of(JDK, read, loop, wrapper))).isEqualTo(read);
    }

    @Test
    void blame_handlerOnAnEventLoop_isTheHandler() {
        String handler = "com.acme.Handler.channelRead(Handler.java:5)";
        String loop = "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:562)";

        assertThat(blame.of(List.of(JDK, handler, loop))).isEqualTo(handler);
    }

    @Test
    void blame_clientInsideTheJdk_isTheClient() {
        String http = "sun.net.www.protocol.http.HttpURLConnection.getInputStream(HttpURLConnection.java:1500)";

        assertThat(blame.of(List.of("sun.nio.ch.NioSocketImpl.connect(NioSocketImpl.java:1)", JDK, http)))
                .isEqualTo(http);
    }

    @Test
    void blame_plainJdkStack_isTheCallThatAllJdksHave() {
        String constructor = "java.net.Socket.<init>(Socket.java:454)";
        List<String> on8 = List.of(
                "java.net.PlainSocketImpl.socketConnect(Native Method)",
                JDK,
                constructor,
                "java.lang.Thread.run(Thread.java:750)");
        List<String> on17 = List.of(
                "sun.nio.ch.Net.connect0(Native Method)", JDK, constructor, "java.lang.Thread.run(Thread.java:840)");

        assertThat(blame.of(on8)).isEqualTo(constructor);
        assertThat(blame.of(on17)).isEqualTo(constructor);
    }

    @Test
    void blame_packagesGiven_areTheApplicationAlone() {
        Blame told = new Blame(FrameKind.judgeByPackages(List.of("org.apache.kafka")));
        String kafka = "org.apache.kafka.common.network.Selector.poll(Selector.java:9)";

        assertThat(told.of(List.of(JDK, APPLICATION, kafka))).isEqualTo(kafka);
        assertThat(told.of(List.of(JDK, "org.apache.kafkaesque.Mock.read(Mock.java:1)", APPLICATION)))
                .isEqualTo("org.apache.kafkaesque.Mock.read(Mock.java:1)");
    }

    private static final String READ = "java.net.Socket$SocketInputStream.read(Socket.java:966)";
    private static final String PARK = "java.util.concurrent.locks.LockSupport.park(LockSupport.java:211)";
    private static final String TAKE = "java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)";
    private static final String SERVLET = "com.acme.Orders.doGet(Orders.java:46)";
    private static final String CONTAINER = "org.eclipse.jetty.server.HttpChannel.handle(HttpChannel.java:516)";
    private static final String RUN = "java.lang.Thread.run(Thread.java:842)";

    @Test
    void threadThatIsStillInWhatUsedTheConnection_isBlamedWhereItIsNow() {
        String use = "com.acme.Desk.serve(Desk.java:40)";
        String now = "com.acme.Desk.serve(Desk.java:44)";

        assertThat(held(Role.SERVER, List.of(READ, use, RUN), List.of(PARK, now, RUN)))
                .isEqualTo(new Blame.Blamed(now, Reason.HELD_NOW));
        assertThat(held(Role.CLIENT, List.of(READ, use, RUN), List.of(PARK, now, RUN)))
                .isEqualTo(new Blame.Blamed(now, Reason.HELD_NOW));
    }

    @Test
    void threadThatALibraryReadRequestsOn_isBlamedInTheApplicationThatTheLibraryHasCalled() {
        assertThat(held(Role.SERVER, List.of(READ, CONTAINER, RUN), List.of(PARK, SERVLET, CONTAINER, RUN)))
                .isEqualTo(new Blame.Blamed(SERVLET, Reason.HELD_NOW));
    }

    @Test
    void helperThatHasReturnedToItsHandler_isHeldByTheHandlerOfAnAcceptedConnectionOnly() {
        String helper = "com.acme.Desk.readLine(Desk.java:12)";
        List<String> use = List.of(READ, helper, "com.acme.Desk.serve(Desk.java:40)", RUN);
        List<String> now = List.of(PARK, "com.acme.Desk.serve(Desk.java:44)", RUN);

        assertThat(held(Role.SERVER, use, now))
                .isEqualTo(new Blame.Blamed("com.acme.Desk.serve(Desk.java:44)", Reason.HELD_NOW));
        assertThat(held(Role.CLIENT, use, now)).isEqualTo(new Blame.Blamed(helper, Reason.LAST_USE));
    }

    @Test
    void threadThatWaitsForTheNextConnection_holdsNone() {
        String use = "com.acme.Door.run(Door.java:12)";
        String accept = "java.net.ServerSocket.accept(ServerSocket.java:505)";

        assertThat(held(Role.SERVER, List.of(READ, use, RUN), List.of(accept, "com.acme.Door.run(Door.java:9)", RUN)))
                .isEqualTo(new Blame.Blamed(use, Reason.LAST_USE));
    }

    @Test
    void loopThatTakesItsNextTaskFromAQueue_holdsNoneOfWhatATaskHasUsed() {
        String task = "com.acme.Feed.publish(Feed.java:31)";
        String loop = "com.acme.Feed.run(Feed.java:12)";
        List<String> use = List.of(READ, task, "com.acme.Feed.run(Feed.java:13)", RUN);

        assertThat(held(Role.SERVER, use, List.of(PARK, TAKE, loop, RUN)))
                .isEqualTo(new Blame.Blamed(task, Reason.LAST_USE));
    }

    @Test
    void handlerThatWaitsAtAQueueForWhatItSends_isHeldThere() {
        String use = "com.acme.Feed.doGet(Feed.java:40)";
        String now = "com.acme.Feed.doGet(Feed.java:44)";

        assertThat(held(Role.SERVER, List.of(READ, use, CONTAINER, RUN), List.of(PARK, TAKE, now, CONTAINER, RUN)))
                .isEqualTo(new Blame.Blamed(now, Reason.HELD_NOW));
        assertThat(held(Role.SERVER, List.of(READ, CONTAINER, RUN), List.of(PARK, TAKE, now, CONTAINER, RUN)))
                .isEqualTo(new Blame.Blamed(now, Reason.HELD_NOW));
    }

    @Test
    void workerThatHasEndedItsTask_holdsNone() {
        String use = "com.acme.Desk.serve(Desk.java:40)";

        assertThat(held(Role.SERVER, List.of(READ, use, WORKER, RUN), List.of(PARK, WORKER, RUN)))
                .isEqualTo(new Blame.Blamed(use, Reason.LAST_USE));
    }

    @Test
    void connectionThatWasUsedAfterItsHolderWasAsked_isNotHeldThere() {
        String use = "com.acme.Desk.serve(Desk.java:40)";
        Scenario scenario = scenario()
                .site(7, List.of(READ, use, RUN))
                .site(8, List.of(PARK, "com.acme.Desk.serve(Desk.java:44)", RUN));
        scenario.connection(1)
                .accepted(80, at(JDK, "Opener.open(Opener.java:5)"))
                .at(4)
                .held("desk-1", 8)
                .at(9)
                .listedUsed(Role.SERVER, 8, "desk-1", 0, 7);

        assertThat(blamed(jvm(scenario))).isEqualTo(new Blame.Blamed(use, Reason.LAST_USE));
    }

    @Test
    void useOfAnAcceptedConnection_isBlamedBeforeItsAccept_evenIfItIsOfAnEarlierOne() {
        Replayed jvm = used(Role.SERVER, 3, List.of(READ, APPLICATION), null);

        assertThat(blamed(jvm)).isEqualTo(new Blame.Blamed(APPLICATION, Reason.EARLIER_USE));
    }

    @Test
    void earlierUseByAClient_isBlamedAfterItsOpening() {
        Replayed jvm = used(Role.CLIENT, 3, List.of(READ, APPLICATION), null);

        assertThat(blamed(jvm)).isEqualTo(new Blame.Blamed("com.acme.Opener.open(Opener.java:5)", Reason.OPENED));
    }

    @Test
    void exactLastUseByAClient_isBlamedBeforeItsOpening() {
        Replayed jvm = used(Role.CLIENT, 0, List.of(READ, APPLICATION), null);

        assertThat(blamed(jvm)).isEqualTo(new Blame.Blamed(APPLICATION, Reason.LAST_USE));
    }

    @Test
    void handlerOfAnEventLoop_isBlamedBeforeTheAcceptAndTheListener_andAfterAnyUseByTheApplication() {
        String loop = "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:566)";
        String attached = "io.netty.handler.codec.LineBasedFrameDecoder, com.acme.Orders$In, com.acme.Main$$Lambda";

        assertThat(handled(attached, List.of(READ, loop)))
                .isEqualTo(new Blame.Blamed("com.acme.Orders$In", Reason.ATTACHED));
        assertThat(handled("com.acme.Main$$Lambda", List.of(READ, loop)))
                .isEqualTo(new Blame.Blamed("com.acme.Main (lambda)", Reason.ATTACHED));
        assertThat(handled(attached, List.of(READ, APPLICATION, loop)))
                .isEqualTo(new Blame.Blamed(APPLICATION, Reason.LAST_USE));
    }

    @Test
    void whoHasWrittenLastInAnEventLoop_isBlamedWhereItsReadsAreNobodys() {
        String loop = "io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:566)";
        Scenario scenario = scenario()
                .site(7, List.of(READ, loop))
                .site(8, List.of("sun.nio.ch.SocketChannelImpl.write(SocketChannelImpl.java:1)", APPLICATION, loop));
        scenario.connection(1)
                .accepted(80, at(JDK, "Door.accept(Door.java:12)"))
                .attached("com.acme.Orders$In")
                .lastWritten(8)
                .at(9)
                .listedUsed(Role.SERVER, 3, "loop-1", 0, 7);

        assertThat(blamed(jvm(scenario))).isEqualTo(new Blame.Blamed(APPLICATION, Reason.LAST_WRITE));
    }

    private Blame.Blamed handled(String attached, List<String> use) {
        Scenario scenario =
                scenario().listener(80, at(JDK, "Web.start(Web.java:12)")).site(7, use);
        scenario.connection(1)
                .accepted(80, at(JDK, "Door.accept(Door.java:12)"))
                .attached(attached)
                .at(9)
                .listedUsed(Role.SERVER, 3, "loop-1", 0, 7);
        return blamed(jvm(scenario));
    }

    private Blame.Blamed held(Role role, List<String> use, List<String> now) {
        return blamed(used(role, 0, use, now));
    }

    private Blame.Blamed blamed(Replayed jvm) {
        ConnectionHistory connection = jvm.connections().get(0);
        Blame.Blamed blamed = blame.of(jvm.jvm(), connection, Clue.holder(connection));
        return new Blame.Blamed(blamed.frame(), blamed.reason());
    }

    /** @param now where the holder is; null if that is not known */
    private static Replayed used(Role role, double lag, List<String> use, List<String> now) {
        Scenario scenario = scenario().site(7, use);
        Scenario.Connection connection = scenario.connection(1);
        List<String> opened = at(JDK, "Opener.open(Opener.java:5)");
        (role == Role.SERVER ? connection.accepted(80, opened) : connection.opened(opened))
                .at(9)
                .listedUsed(role, 3, "desk-1", lag, 7);
        if (now != null) {
            scenario.site(8, now);
            connection.held("desk-1", 8);
        }
        return jvm(scenario);
    }

    private String client(List<List<String>> decisive) {
        Replayed jvm = jvm(scenario().connection(1).opened(at(JDK)).and());
        return blame.of(jvm.jvm(), jvm.connections().get(0), clues(decisive)).frame();
    }

    private String server(int port, List<List<String>> decisive) {
        Replayed jvm = jvm(scenario()
                .listener(80, at(JDK, "Web.start(Web.java:12)"))
                .connection(1)
                .accepted(port, at(JDK))
                .and());
        return blame.of(jvm.jvm(), jvm.connections().get(0), clues(decisive)).frame();
    }

    private static List<Clue> clues(List<List<String>> stacks) {
        return stacks.stream().map(stack -> new Clue(Reason.OPENED, stack)).toList();
    }

    private static Replayed jvm(Scenario scenario) {
        return Replayed.of(List.of(scenario.jvm(10))).get(0);
    }
}

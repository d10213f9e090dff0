// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.advice;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What to do is said of what the stacks show, and where they do not tell, it is said as a condition. */
class AdviceTest {
    private static final String READ = "sun.nio.ch.SocketDispatcher.read(SocketDispatcher.java:46)";
    private static final String APACHE =
            "org.apache.http.impl.conn.DefaultHttpResponseParser.parseHead(DefaultHttpResponseParser.java:141)";
    private static final String APACHE_CALL = "org.apache.http.impl.client.CloseableHttpClient.execute(C.java:108)";
    private static final String PAGE = "sun.net.www.protocol.http.HttpURLConnection.getInputStream(H.java:1544)";
    private static final String POSTGRES = "org.postgresql.jdbc.PgStatement.execute(PgStatement.java:413)";
    private static final String LOGIN = "org.postgresql.Driver.connect(Driver.java:260)";
    private static final String HIKARI = "com.zaxxer.hikari.pool.ProxyStatement.execute(ProxyStatement.java:94)";
    private static final String JEDIS = "redis.clients.jedis.Jedis.set(Jedis.java:320)";
    private static final String SERVLET = "javax.servlet.http.HttpServlet.service(HttpServlet.java:790)";
    private static final String APPLICATION = "Shop.ask(Shop.java:31)";

    private final Scenario scenario = scenario();

    @Test
    void response_dataWaits_isToBeClosedOrConsumed() {
        unread(READ, APACHE, APACHE_CALL, APPLICATION);

        assertThat(only().advice()).isEqualTo("close or consume the response (try-with-resources)");
    }

    @Test
    void response_serverHasClosed_poolIsOnlyACondition() {
        closeWait(Role.CLIENT, READ, APACHE, APACHE_CALL, APPLICATION);

        assertThat(only().advice())
                .startsWith("close or consume the response (try-with-resources); if that was done,")
                .contains("idle in the client's pool");
    }

    @Test
    void page_dataWaits_itsErrorStreamIsNamed() {
        unread(READ, PAGE, APPLICATION);

        assertThat(only().advice()).contains("close its stream", "getErrorStream");
    }

    @Test
    void driver_closesItsConnection() {
        closeWait(Role.CLIENT, READ, POSTGRES, APPLICATION);

        assertThat(only().advice()).isEqualTo("close the connection (try-with-resources)");
    }

    @Test
    void driverBelowAPool_connectionGoesBackToIt() {
        closeWait(Role.CLIENT, READ, POSTGRES, HIKARI, APPLICATION);

        assertThat(only().advice())
                .startsWith("close the connection (try-with-resources) so that it goes back to its pool; if");
    }

    @Test
    void driverThatWasLoggingIn_isToldOf() {
        closeWait(Role.CLIENT, READ, LOGIN, "java.sql.DriverManager.getConnection(D.java:681)", APPLICATION);

        assertThat(only().advice()).startsWith("if the login failed,").contains("else close the connection");
    }

    @Test
    void borrowedClient_goesBackToItsPool() {
        closeWait(Role.CLIENT, READ, JEDIS, APPLICATION);

        assertThat(only().advice()).startsWith("close what was borrowed");
    }

    /** The application has a socket of its own there, whoever called it. */
    @Test
    void libraryOutsideOfTheApplication_saysNothing() {
        closeWait(Role.CLIENT, READ, APPLICATION, POSTGRES, "Shop.main(Shop.java:3)");

        assertThat(only().advice()).isEqualTo(Cause.END_OF_STREAM_UNREAD.advice());
    }

    @Test
    void exchangeOfTheJdk_isToBeClosed() {
        closeWait(Role.SERVER, READ, "sun.net.httpserver.ChunkedOutputStream.write(C.java:125)", APPLICATION);

        assertThat(only().advice()).contains("HttpExchange.close");
    }

    @Test
    void servletThatStartedAsync_isToBeCompleted() {
        closeWait(
                Role.SERVER,
                "org.eclipse.jetty.server.Request.startAsync(Request.java:2374)",
                APPLICATION,
                SERVLET,
                "org.eclipse.jetty.server.Server.handle(Server.java:516)");

        assertThat(only().advice()).startsWith("complete the AsyncContext");
    }

    @Test
    void servletThatWrote_isToBeCompletedIfItIsAsynchronous() {
        closeWait(
                Role.SERVER,
                "org.eclipse.jetty.server.HttpOutput.write(HttpOutput.java:768)",
                APPLICATION,
                SERVLET,
                "org.eclipse.jetty.server.Server.handle(Server.java:516)");

        assertThat(only().advice())
                .startsWith("if the request was made asynchronous (startAsync), complete the AsyncContext");
    }

    @Test
    void disconnectThatLeavesTimeWaits_isNotToBeCalled() {
        List<String> disconnect = at(
                "sun.net.www.http.HttpClient.closeServer(HttpClient.java:1)",
                "sun.net.www.protocol.http.HttpURLConnection.disconnect(HttpURLConnection.java:2950)",
                APPLICATION);
        churn(at(READ, PAGE, APPLICATION), disconnect);

        assertThat(only().cause()).isEqualTo(Cause.SHORT_LIVED_CONNECTIONS);
        assertThat(only().advice()).startsWith("do not disconnect: read each body to its end");
    }

    @Test
    void clientForEachRequest_isToBeKept() {
        churn(
                at(READ, APACHE_CALL, APPLICATION),
                at("org.apache.http.impl.conn.PoolingHttpClientConnectionManager.shutdown(P.java:411)", APPLICATION));

        assertThat(only().advice()).startsWith("keep one client for all requests");
    }

    @Test
    void connectionOfADriverForEachUse_isToComeFromAPool() {
        churn(at(READ, LOGIN, APPLICATION), at("org.postgresql.jdbc.PgConnection.close(P.java:830)", APPLICATION));

        assertThat(only().advice()).startsWith("borrow connections from a pool");
    }

    @Test
    void socketOfTheApplication_hasTheCausesAdvice() {
        churn(at(APPLICATION), at(APPLICATION));

        assertThat(only().advice()).isEqualTo(Cause.SHORT_LIVED_CONNECTIONS.advice());
    }

    @Test
    void connectionThatWasNeverRead_isSaidToBe() {
        scenario.site(7, at(APPLICATION))
                .connection(1)
                .neverRead()
                .at(1)
                .opened(at(APPLICATION))
                .at(59)
                .listedUnread(2, 7);

        assertThat(only().because()).endsWith("; nothing was ever read from it");
    }

    @Test
    void connectionThatWasRead_isNotSaidToBeUnread() {
        unread(APPLICATION);

        assertThat(only().because()).doesNotContain("nothing was ever read");
    }

    private void unread(String... frames) {
        scenario.site(7, at(frames))
                .connection(1)
                .at(1)
                .opened(at(frames))
                .at(59)
                .listedUnread(2, 7);
    }

    private void closeWait(Role role, String... frames) {
        Scenario.Connection connection =
                scenario.site(7, at(frames)).connection(1).at(1);
        Scenario.Connection opened = role == Role.CLIENT
                ? connection.opened(at(frames))
                : connection.accepted(80, at("Door.accept(Door.java:4)"));
        opened.at(5).probed(TcpState.CLOSE_WAIT).at(59).listedUsed(role, 5, "worker", 0, 7);
    }

    private void churn(List<String> opened, List<String> closed) {
        for (int i = 1; i <= 20; i++) {
            scenario.connection(i).at(i).opened(opened).at(i + 0.2).closed(closed);
        }
    }

    private LeakSite only() {
        List<LeakSite> sites = Diagnoser.diagnose(scenario.endsAt(60)).sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }
}

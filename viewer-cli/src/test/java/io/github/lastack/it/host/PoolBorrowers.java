// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.lastack.samples.Inspection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;

/**
 * Borrowers of three pools, {@code PoolBorrowers POSTGRES-PORT REDIS-PORT [healthy]}: those that visit give back, those
 * that report do not. Each connection is visited before it is reported from. Then the server closes all.
 */
public final class PoolBorrowers {
    private static final List<AutoCloseable> KEPT = new ArrayList<>();
    private static final int REPORTS = 3;

    private PoolBorrowers() {}

    public static void main(String[] args) throws Exception {
        int postgres = Integer.parseInt(args[0]);
        boolean leaks = args.length == 2;
        DataSource hikari = hikari(postgres);
        DataSource dbcp = dbcp(postgres);
        JedisPool jedis = jedis(Integer.parseInt(args[1]));
        for (int i = 0; i < REPORTS; i++) {
            visit(hikari);
            visit(dbcp);
            visit(jedis);
            if (leaks) {
                reportFromHikari(hikari);
                reportFromDbcp(dbcp);
                reportFromJedis(jedis);
            }
        }
        Cue.await("borrowed");
        visit(hikari);
        visit(dbcp);
        visit(jedis);
        Inspection.untilInputEnds();
        System.exit(KEPT.size() % REPORTS);
    }

    private static HikariDataSource hikari(int port) {
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "0"); // every borrower's connection is tested
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(port));
        config.setMaximumPoolSize(REPORTS + 1);
        return new HikariDataSource(config);
    }

    private static BasicDataSource dbcp(int port) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(url(port));
        pool.setMaxTotal(REPORTS + 1);
        return pool;
    }

    private static JedisPool jedis(int port) {
        JedisPoolConfig config = new JedisPoolConfig();
        config.setMaxTotal(REPORTS + 1);
        config.setTestOnBorrow(true);
        return new JedisPool(config, "127.0.0.1", port);
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/shop?user=clerk&password=none";
    }

    private static void visit(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("listen orders");
        }
    }

    private static void visit(JedisPool pool) {
        try (Jedis jedis = pool.getResource()) {
            jedis.set("visits", "1");
        }
    }

    private static void reportFromHikari(DataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        KEPT.add(connection);
        connection.createStatement().execute("listen reports");
    }

    private static void reportFromDbcp(DataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        KEPT.add(connection);
        connection.createStatement().execute("listen reports");
    }

    private static void reportFromJedis(JedisPool pool) {
        Jedis jedis = pool.getResource();
        KEPT.add(jedis);
        jedis.set("reports", "1");
    }
}

// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.lastack.samples.Inspection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * PostgreSQL's driver does not close the connection over which a login was denied: {@code DeniedLogins PORT}. First the
 * application logs in, then a pool does so on a thread of its own.
 */
public final class DeniedLogins {
    private DeniedLogins() {}

    public static void main(String[] args) throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + args[0] + "/shop?user=clerk&password=forgotten";
        for (int i = 0; i < 3; i++) {
            login(url);
        }
        HikariDataSource pool = pool(url);
        Cue.await("pooled");
        pool.close();
        Inspection.untilInputEnds();
    }

    private static void login(String url) {
        try {
            DriverManager.getConnection(url).close();
        } catch (SQLException denied) {
            // which was to be expected
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}

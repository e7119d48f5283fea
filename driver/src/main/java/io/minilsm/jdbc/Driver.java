package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.run.SessionSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * The entry for {@link DriverManager}, which finds it as a service. URLs are {@code
 * jdbc:minilsm:/path[?option=value&...]} and {@code jdbc:minilsm:mem:name}; options are those of {@link DriverOption}.
 * Stateless.
 */
public final class Driver implements java.sql.Driver {
    static final int MAJOR = 0;
    static final int MINOR = 1;

    static {
        register();
    }

    /** Made by the service loader. */
    public Driver() {}

    private static void register() {
        try {
            DriverManager.registerDriver(new Driver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        requireUrl(url);
        return ConnectionUrl.isOurs(url) ? open(ConnectionUrl.parse(url, info)) : null;
    }

    static Connection open(ConnectionUrl url) throws SQLException {
        try {
            SessionSettings settings = url.options().settings();
            StoreAccess.Lease lease = StoreAccess.open(url, url.options().engineOptions());
            try {
                return new JdbcConnection(url, settings, lease);
            } catch (SQLException | RuntimeException e) {
                lease.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw SqlErrors.translateOpen(url.url(), e);
        }
    }

    private static void requireUrl(String url) throws SQLException {
        if (url == null) {
            throw SqlErrors.of(SqlState.CANNOT_CONNECT, "no URL: expected " + ConnectionUrl.PREFIX + "/path");
        }
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        requireUrl(url);
        return ConnectionUrl.isOurs(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        ConnectionOptions given =
                ConnectionUrl.isOurs(url) ? ConnectionUrl.parse(url, info).options() : new ConnectionOptions();
        DriverOption[] options = DriverOption.values();
        DriverPropertyInfo[] infos = new DriverPropertyInfo[options.length];
        for (int i = 0; i < infos.length; i++) {
            infos[i] = new DriverPropertyInfo(options[i].optionName(), given.text(options[i]));
            infos[i].description = options[i].description();
            infos[i].choices =
                    options[i].choices().isEmpty() ? null : options[i].choices().toArray(new String[0]);
        }
        return infos;
    }

    @Override
    public int getMajorVersion() {
        return MAJOR;
    }

    @Override
    public int getMinorVersion() {
        return MINOR;
    }

    /** Full SQL-92 is not there. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException(
                "not supported: java.util.logging", SqlState.NOT_SUPPORTED.code());
    }
}

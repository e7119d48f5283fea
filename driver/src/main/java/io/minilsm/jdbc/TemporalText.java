package io.minilsm.jdbc;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.util.Calendar;

/**
 * Dates and times as text and back. Stored are {@code 2026-11-22}, {@code 14:30:15.25}, {@code 2026-11-22 14:30:15.25}
 * and, with an offset, ISO's form; read are these and ISO's forms with T. Stateless.
 */
final class TemporalText {
    private interface Parser<T> {
        T parse(String text);
    }

    private TemporalText() {}

    static String of(Date date, Calendar calendar) {
        return calendar == null ? date.toString() : local(date.getTime(), calendar).toLocalDate().toString();
    }

    static String of(Time time, Calendar calendar) {
        return calendar == null ? time.toString() : local(time.getTime(), calendar).toLocalTime().toString();
    }

    static String of(Timestamp timestamp, Calendar calendar) {
        if (calendar == null) {
            return timestamp.toString();
        }
        LocalDateTime inZone = timestamp.toInstant().atZone(calendar.getTimeZone().toZoneId()).toLocalDateTime();
        return of(inZone);
    }

    static String of(LocalDateTime time) {
        return time.toLocalDate() + " " + time.toLocalTime();
    }

    private static LocalDateTime local(long millis, Calendar calendar) {
        return Instant.ofEpochMilli(millis).atZone(calendar.getTimeZone().toZoneId()).toLocalDateTime();
    }

    static Date toDate(String text, Calendar calendar) throws SQLException {
        LocalDate date = toLocalDate(text);
        return calendar == null
                ? Date.valueOf(date)
                : new Date(date.atStartOfDay(zone(calendar)).toInstant().toEpochMilli());
    }

    static Time toTime(String text, Calendar calendar) throws SQLException {
        LocalTime time = toLocalTime(text);
        return calendar == null
                ? Time.valueOf(time)
                : new Time(time.atDate(LocalDate.EPOCH).atZone(zone(calendar)).toInstant().toEpochMilli());
    }

    static Timestamp toTimestamp(String text, Calendar calendar) throws SQLException {
        LocalDateTime time = toLocalDateTime(text);
        return calendar == null
                ? Timestamp.valueOf(time)
                : Timestamp.from(time.atZone(zone(calendar)).toInstant());
    }

    private static ZoneId zone(Calendar calendar) {
        return calendar.getTimeZone().toZoneId();
    }

    static LocalDate toLocalDate(String text) throws SQLException {
        String trimmed = text.trim();
        return trimmed.length() <= 10
                ? parse(trimmed, "date", LocalDate::parse)
                : toLocalDateTime(trimmed).toLocalDate();
    }

    static LocalTime toLocalTime(String text) throws SQLException {
        String trimmed = text.trim();
        boolean dated = trimmed.indexOf('-') > 0;
        return dated ? toLocalDateTime(trimmed).toLocalTime() : parse(trimmed, "time", LocalTime::parse);
    }

    static OffsetTime toOffsetTime(String text) throws SQLException {
        String trimmed = text.trim();
        return trimmed.indexOf('-') > 0 && trimmed.indexOf(':') > trimmed.indexOf('-')
                ? toOffset(trimmed).toOffsetTime()
                : parse(trimmed, "time with an offset", OffsetTime::parse);
    }

    static LocalDateTime toLocalDateTime(String text) throws SQLException {
        String iso = text.trim().replaceFirst(" ", "T");
        if (iso.length() == 10) {
            return parse(iso, "date", LocalDate::parse).atStartOfDay();
        }
        boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
        return offset
                ? parse(iso, "timestamp", OffsetDateTime::parse)
                        .atZoneSameInstant(ZoneId.systemDefault())
                        .toLocalDateTime()
                : parse(iso, "timestamp", LocalDateTime::parse);
    }

    static OffsetDateTime toOffset(String text) throws SQLException {
        String iso = text.trim().replaceFirst(" ", "T");
        boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
        return offset
                ? parse(iso, "timestamp", OffsetDateTime::parse)
                : toLocalDateTime(iso).atZone(ZoneId.systemDefault()).toOffsetDateTime();
    }

    private static <T> T parse(String text, String what, Parser<T> parser) throws SQLException {
        try {
            return parser.parse(text);
        } catch (DateTimeException e) {
            String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
            throw SqlErrors.of(SqlState.BAD_DATETIME, "not a " + what + ": actual='" + shown + "'", e);
        }
    }
}

package io.minilsm.cli.output;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows on standard error how far a long command has come: a bar to a person, a line now and then in a pipe. For one
 * thread; {@link #close()} ends the display.
 */
public final class Progress implements AutoCloseable {
    /** Time to the first line in a pipe; each next one takes twice as long, up to the most. */
    private static final long FIRST_LINE_NANOS = 1_000_000_000L;

    private static final long MOST_LINE_NANOS = 60_000_000_000L;

    /** Columns of the bar; fits the narrowest usual terminal. */
    private static final int BAR_COLUMNS = 79;

    private final CommandIo io;
    private final ProgressBar bar;
    private final LongSupplier nanoClock;
    private long lastLineNanos;
    private long lineNanos = FIRST_LINE_NANOS;

    private Progress(CommandIo io, ProgressBar bar, LongSupplier nanoClock) {
        this.io = io;
        this.bar = bar;
        this.nanoClock = nanoClock;
        lastLineNanos = nanoClock.getAsLong();
    }

    /**
     * Starts a display.
     *
     * @param total what {@link #at} counts up to; -1 if that is not known
     * @param unit name of what is counted, with what it is counted in for display, as {@code "KiB", 1024}
     */
    public static Progress start(
            CommandIo io, String task, long total, String unit, long unitSize, LongSupplier clock) {
        ProgressBar bar = null;
        if (io.isTerminalErr()) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(" " + unit, unitSize)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .setConsumer(new BarLine(io))
                    .build();
        }
        return new Progress(io, bar, clock);
    }

    /** Says how far the command is; {@code line} is asked only when a line is due. */
    public void at(long done, Supplier<String> line) {
        if (bar != null) {
            bar.stepTo(done);
            return;
        }
        long now = nanoClock.getAsLong();
        if (now - lastLineNanos >= lineNanos) {
            lastLineNanos = now;
            lineNanos = Math.min(MOST_LINE_NANOS, 2 * lineNanos);
            io.err().println(line.get());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    /** Draws the bar over itself on one line of standard error. */
    private record BarLine(CommandIo io) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return BAR_COLUMNS;
        }

        @Override
        public void accept(String rendered) {
            io.err().print('\r' + rendered);
            io.err().flush();
        }

        @Override
        public void close() {
            io.err().println();
        }
    }
}

package io.minilsm.camel;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The options of an endpoint that only its consumer uses. Changed by the configurers before it starts, not after. */
@UriParams
public class MiniLsmConsumerConfiguration {
    /** History that is kept if nobody says otherwise: hours of a busy store, little on any disk. */
    private static final long DEFAULT_HISTORY_BYTES = 1L << 30;

    @UriParam(label = "consumer")
    private MiniLsmConsume consume;

    @UriParam(label = "consumer")
    private String cursor;

    @UriParam(label = "consumer", defaultValue = "EARLIEST")
    private MiniLsmCursorStart cursorStart = MiniLsmCursorStart.EARLIEST;

    @UriParam(label = "consumer", defaultValue = "" + DEFAULT_HISTORY_BYTES)
    private Long historyBytes;

    @UriParam(label = "consumer", defaultValue = "0", javaType = "java.time.Duration")
    private long historyAge;

    @UriParam(label = "consumer", defaultValue = "500")
    private int maxMessagesPerPoll = 500;

    @UriParam(label = "consumer")
    private boolean consumeBatch;

    @UriParam(label = "consumer")
    private boolean deleteProcessed;

    @UriParam(label = "consumer")
    private boolean transacted;

    /** Throws unless the options go together. */
    void check(String endpointUri) {
        if (consume == null) {
            throw new IllegalArgumentException("option consume is missing: endpoint=" + endpointUri
                    + ", expected consume=changes or consume=scan to consume from a store");
        }
        if (consume == MiniLsmConsume.CHANGES && (cursor == null || cursor.isBlank())) {
            throw new IllegalArgumentException("option cursor is missing: endpoint=" + endpointUri
                    + ", expected the name under which consume=changes remembers how far it got");
        }
        if (consume == MiniLsmConsume.CHANGES && deleteProcessed) {
            throw new IllegalArgumentException("options do not go together: consume=changes, deleteProcessed=true;"
                    + " endpoint=" + endpointUri);
        }
        if (maxMessagesPerPoll < 1 || historyAge < 0 || historyBytes != null && historyBytes < 1) {
            throw new IllegalArgumentException("option out of range: maxMessagesPerPoll=" + maxMessagesPerPoll
                    + ", historyAge=" + historyAge + ", historyBytes=" + historyBytes + ", expected at least 1, 0, 1");
        }
    }

    /** See {@link #setConsume}. */
    public MiniLsmConsume getConsume() {
        return consume;
    }

    /**
     * What is delivered. CHANGES: each put and delete of the store in the order of commits, from the cursor on, once it
     * is durable. SCAN: the entries of the range of `scanPrefix`, `scanFrom` and `scanTo`, in the order of keys.
     */
    public void setConsume(MiniLsmConsume consume) {
        this.consume = consume;
    }

    /** See {@link #setCursor}. */
    public String getCursor() {
        return cursor;
    }

    /** Name under which the store remembers which changes were processed. One consumer at a time uses it. */
    public void setCursor(String cursor) {
        this.cursor = cursor;
    }

    /** See {@link #setCursorStart}. */
    public MiniLsmCursorStart getCursorStart() {
        return cursorStart;
    }

    /** Where a cursor begins that the store does not know yet: at the oldest change that is kept, or behind all. */
    public void setCursorStart(MiniLsmCursorStart cursorStart) {
        this.cursorStart = cursorStart;
    }

    /** Returns the bytes of history to be kept, by default if nobody said how many. */
    long historyBytesOrDefault() {
        return historyBytes == null ? DEFAULT_HISTORY_BYTES : historyBytes;
    }

    /** See {@link #setHistoryBytes}. */
    public Long getHistoryBytes() {
        return historyBytes;
    }

    /**
     * Bytes of log that the store keeps so that changes can be read later. The store remembers it; it is raised by who
     * asks for more, and lowered by nobody but through the engine.
     */
    public void setHistoryBytes(Long historyBytes) {
        this.historyBytes = historyBytes;
    }

    /** See {@link #setHistoryAge}. */
    public long getHistoryAge() {
        return historyAge;
    }

    /**
     * How long the store keeps changes, at most, if it does not keep any yet. 0 is for as long as `historyBytes`
     * allow.
     */
    public void setHistoryAge(long historyAge) {
        this.historyAge = historyAge;
    }

    /** See {@link #setMaxMessagesPerPoll}. */
    public int getMaxMessagesPerPoll() {
        return maxMessagesPerPoll;
    }

    /** Most changes or entries of one poll. The cursor is stored behind each poll. */
    public void setMaxMessagesPerPoll(int maxMessagesPerPoll) {
        this.maxMessagesPerPoll = maxMessagesPerPoll;
    }

    /** See {@link #setConsumeBatch}. */
    public boolean isConsumeBatch() {
        return consumeBatch;
    }

    /** Whether all of a poll comes as one message, whose body is a List of Exchanges, instead of one by one. */
    public void setConsumeBatch(boolean consumeBatch) {
        this.consumeBatch = consumeBatch;
    }

    /** See {@link #setDeleteProcessed}. */
    public boolean isDeleteProcessed() {
        return deleteProcessed;
    }

    /**
     * Whether SCAN deletes an entry once its exchange was completed without failure, unless its value was changed
     * meanwhile.
     */
    public void setDeleteProcessed(boolean deleteProcessed) {
        this.deleteProcessed = deleteProcessed;
    }

    /** See {@link #setTransacted}. */
    public boolean isTransacted() {
        return transacted;
    }

    /**
     * Whether what is consumed is marked as processed in the very batch that the route writes to the same store, so
     * that both happen or neither. The route writes to the store once for each message then; a second write fails.
     */
    public void setTransacted(boolean transacted) {
        this.transacted = transacted;
    }
}

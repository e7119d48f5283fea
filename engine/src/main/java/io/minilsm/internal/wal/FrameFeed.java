package io.minilsm.internal.wal;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads the batches of a log in order, the segments that are retained as well as those that are written to. For one
 * thread; writers go on. Holds a chunk of one segment in memory, or its largest frame.
 *
 * <p>A frame that does not hold where one should be is damage, never the end: a segment ends where the manifest or the
 * link at the head of the next one says, with the checksum that they say; and what the writer has forced must be there.
 * Each segment is walked from its head, so that its checksum can be compared.
 */
public final class FrameFeed implements Closeable {
    /** A segment can be let go between its naming and its opening, which is seldom and each time another one. */
    private static final int OPEN_ATTEMPTS = 100;

    // Constant after construction.
    private final Vfs vfs;
    private final Path directory;
    private final UUID storeId;
    private final Supplier<List<WalReplay.ExpectedSegment>> segments;

    private long afterSequence;
    private WalReplay.ExpectedSegment current;
    private SegmentReader reader;
    private long position;
    private int checksum;

    /** Last sequence seen in the log, of batches that were given or passed over. */
    private long lastSeen;

    /**
     * Makes a feed.
     *
     * @param segments what the manifest names now, oldest first; all behind the sequence must be in them
     * @param afterSequence batches that end at or before it are passed over
     */
    public FrameFeed(
            Vfs vfs,
            Path directory,
            UUID storeId,
            Supplier<List<WalReplay.ExpectedSegment>> segments,
            long afterSequence) {
        this.vfs = vfs;
        this.directory = directory;
        this.storeId = storeId;
        this.segments = segments;
        this.afterSequence = afterSequence;
    }

    /**
     * Goes to the next batch; returns false if there is none up to the bound.
     *
     * @param forced what the writer of this life had forced before this call: it must be in the log
     * @param bound batches that end behind it are left for another call; at least {@code forced}
     * @throws CorruptionException if the log is damaged
     */
    public boolean next(long forced, long bound) throws IOException {
        List<WalReplay.ExpectedSegment> known = segments.get();
        if (!findCurrent(known)) {
            known = open();
        }
        boolean fresh = false;
        while (reader != null) {
            long limit = current.isClosed() ? current.closedOrNull().endOffset() : reader.sizeBytes();
            if (reader.read(position, limit)) {
                if (reader.frame().type == FrameType.DATA && reader.frame().lastSequence() > bound) {
                    return false;
                }
                if (accept()) {
                    return true;
                }
            } else if (!fresh) {
                reader.refresh(); // What was read ahead may be older than what is to be found.
                fresh = true;
            } else {
                WalReplay.ExpectedSegment next = following(known);
                if (!endsHere(next, forced)) {
                    return false;
                }
                enter(next);
                fresh = false;
            }
        }
        return false;
    }

    /** Returns the sequence of the batch's first entry. */
    public long firstSequence() {
        return reader.frame().sequence;
    }

    /** Returns the sequence of the batch's last entry. */
    public long lastSequence() {
        return reader.frame().lastSequence();
    }

    /** Returns the array with the batch, valid until the next call of {@link #next}; for {@link BatchReader}. */
    public byte[] array() {
        return reader.array();
    }

    /** Returns where in the array the batch begins. */
    public int payloadOffset() {
        return reader.payloadOffset();
    }

    /** Returns the length of the batch. */
    public int payloadLength() {
        return reader.frame().payloadLength;
    }

    @Override
    public void close() throws IOException {
        SegmentReader closing = reader;
        reader = null;
        current = null;
        if (closing != null) {
            closing.close();
        }
    }

    /** Takes what is known of the current segment by now; returns false if it is no part of the store any more. */
    private boolean findCurrent(List<WalReplay.ExpectedSegment> known) throws IOException {
        for (WalReplay.ExpectedSegment segment : known) {
            if (current != null && segment.segment().equals(current.segment())) {
                current = segment;
                return true;
            }
        }
        close();
        return false;
    }

    /** Opens the segment in which the next batch is or will be; leaves none open if there is no segment. */
    private List<WalReplay.ExpectedSegment> open() throws IOException {
        for (int attempt = 1; true; attempt++) {
            List<WalReplay.ExpectedSegment> known = segments.get();
            try {
                for (WalReplay.ExpectedSegment segment : known) {
                    if (!segment.isClosed() || segment.closedOrNull().lastSequence() > afterSequence) {
                        enter(segment);
                        return known;
                    }
                }
                return known;
            } catch (NoSuchFileException e) {
                if (attempt == OPEN_ATTEMPTS || segments.get().equals(known)) {
                    throw e;
                }
            }
        }
    }

    private void enter(WalReplay.ExpectedSegment segment) throws IOException {
        close();
        FileHeader header = new FileHeader(
                FileKind.WAL, segment.segment().number(), storeId, segment.segment().nonce());
        if (!vfs.exists(directory.resolve(segment.fileName()))) {
            throw new NoSuchFileException(directory.resolve(segment.fileName()).toString());
        }
        reader = SegmentReader.openPastHeader(vfs, directory, header);
        current = segment;
        position = WalFormat.FIRST_FRAME_OFFSET;
        checksum = 0;
    }

    /** Steps over the frame that was read; returns whether it is a batch that is to be given. */
    private boolean accept() throws CorruptionException {
        FrameHeader frame = reader.frame();
        position = frame.end();
        checksum = WalFormat.chain(checksum, frame.checksum);
        if (frame.type != FrameType.DATA) {
            return false;
        }
        if (frame.sequence <= lastSeen) {
            throw new CorruptionException("log sequences out of order", reader.fileName(), frame.offset, "actual="
                    + frame.sequence + ", expected more than " + lastSeen);
        }
        lastSeen = frame.lastSequence();
        if (lastSeen <= afterSequence) {
            return false;
        }
        try {
            BatchReader.check(reader.array(), reader.payloadOffset(), frame.payloadLength, frame.count);
        } catch (MalformedException e) {
            throw new CorruptionException("log batch malformed", reader.fileName(),
                    frame.offset + FrameHeader.BYTES + e.position(), "cause=" + e.getMessage(), e);
        }
        afterSequence = lastSeen;
        return true;
    }

    private WalReplay.ExpectedSegment following(List<WalReplay.ExpectedSegment> known) {
        for (WalReplay.ExpectedSegment segment : known) {
            if (segment.segment().number() > current.segment().number()) {
                return segment;
            }
        }
        return null;
    }

    /** No frame holds at the position: returns whether the log goes on in the next segment, false if not yet. */
    private boolean endsHere(WalReplay.ExpectedSegment next, long forced) throws IOException {
        ClosedSegment closed = current.closedOrNull();
        if (closed != null) {
            if (position != closed.endOffset() || checksum != closed.checksum()) {
                throw damaged("closed at=" + closed.endOffset() + ", checksum=" + checksum + ", expected checksum="
                        + closed.checksum());
            }
            return next != null;
        }
        Link link = next == null ? null : linkOf(next);
        if (link != null && link.segment() == current.segment().number()) {
            if (!link.equals(new Link(current.segment().number(), position, checksum))) {
                throw damaged("expected=" + link);
            }
            return true;
        }
        if (forced > Math.max(lastSeen, afterSequence)) {
            throw damaged("durable up to sequence=" + forced);
        }
        return false;
    }

    private Link linkOf(WalReplay.ExpectedSegment segment) throws IOException {
        FileHeader header = new FileHeader(
                FileKind.WAL, segment.segment().number(), storeId, segment.segment().nonce());
        try (SegmentReader head = SegmentReader.openPastHeader(vfs, directory, header)) {
            return head.readLink();
        }
    }

    private CorruptionException damaged(String detail) {
        return new CorruptionException("log frame damaged", FileName.wal(current.segment().number()), position,
                "sequences from=" + (lastSeen + 1) + ", " + detail);
    }
}

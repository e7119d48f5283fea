package io.minilsm.internal.wal;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads every frame that holds of a log that {@link WalReplay} refused, and says which sequences may be missing.
 * Changes nothing on disk. For one use, by one thread.
 *
 * <p>Sequences follow each other, so the next frame that holds tells what lay before it: a gap between two frames whose
 * sequences are neighbours lost nothing but marks. Where nothing follows, and where the store was opened anew in
 * between, more may be missing than is; it is never less.
 */
public final class SurvivingFrames {
    /**
     * A stretch of the log that does not hold.
     *
     * @param damage file, offset and what does not hold
     * @param lengthBytes its length; 0 if it is not known
     * @param firstSequence first sequence that may have been in it
     * @param lastSequence last one; below the first if nothing is lost; {@link Tag#MAX_SEQUENCE} if it is not known
     */
    public record Lost(CorruptionException damage, long lengthBytes, long firstSequence, long lastSequence) {
        /** Returns whether no batch is lost. */
        public boolean isHarmless() {
            return lastSequence < firstSequence;
        }
    }

    /** Stretches in a row that nothing settles; what follows in the same file counts to the last of them. */
    private static final int MAX_OPEN = 1000;

    /** A stretch that does not hold, while it is open up to which sequence. */
    private record Open(CorruptionException damage, long lengthBytes) {}

    // Constant after construction.
    private final Vfs vfs;
    private final Path directory;
    private final UUID storeId;
    private final List<WalReplay.ExpectedSegment> segments;
    private final WalReplay.FrameHandler handler;

    private final long afterSequence;
    private final Consumer<Lost> lost;
    private final List<Open> open = new ArrayList<>();
    private final Map<Long, Long> ends = new HashMap<>();
    private long lastSequence;
    private long markSegment;
    private long markEnd;

    private SurvivingFrames(
            Vfs vfs,
            Path directory,
            UUID storeId,
            List<WalReplay.ExpectedSegment> segments,
            long afterSequence,
            WalReplay.FrameHandler handler,
            Consumer<Lost> lost) {
        this.vfs = vfs;
        this.directory = directory;
        this.storeId = storeId;
        this.segments = segments;
        this.afterSequence = afterSequence;
        this.handler = handler;
        this.lost = lost;
        lastSequence = afterSequence;
    }

    /**
     * Hands every batch that holds and is not flushed to the handler, in the order of sequences.
     *
     * @param refusal why the log was refused: if nothing is found to be missing, all behind the flushed may be
     * @param lost gets the stretches that do not hold, at least one
     * @throws IOException if a file could not be read; says nothing about the log
     */
    public static void read(
            Vfs vfs,
            Path directory,
            UUID storeId,
            List<WalReplay.ExpectedSegment> inOrder,
            long afterSequence,
            CorruptionException refusal,
            WalReplay.FrameHandler handler,
            Consumer<Lost> lost)
            throws IOException {
        boolean[] any = new boolean[1];
        new SurvivingFrames(vfs, directory, storeId, List.copyOf(inOrder), afterSequence, handler, each -> {
                    any[0] = true;
                    lost.accept(each);
                })
                .run();
        if (!any[0]) {
            lost.accept(new Lost(refusal, 0, afterSequence + 1, Tag.MAX_SEQUENCE));
        }
    }

    private void run() throws IOException {
        for (int index = 0; index < segments.size(); index++) {
            WalReplay.ExpectedSegment expected = segments.get(index);
            FileHeader header = new FileHeader(
                    FileKind.WAL, expected.segment().number(), storeId, expected.segment().nonce());
            try (SegmentReader reader = SegmentReader.openPastHeader(vfs, directory, header)) {
                checkHeader(header);
                walk(reader, index);
            } catch (NoSuchFileException e) {
                open(expected.fileName(), CorruptionException.WHOLE_FILE, 0, "log segment missing");
            }
            if (expected.isClosed()) {
                settle(Math.max(afterSequence, expected.closedOrNull().lastSequence()));
                lastSequence = Math.max(lastSequence, expected.closedOrNull().lastSequence());
            }
        }
        Long end = ends.get(markSegment);
        if (end != null && end < markEnd) {
            open(FileName.wal(markSegment), end, markEnd - end, "log frames damaged before their durable mark");
        }
        settle(Tag.MAX_SEQUENCE);
    }

    /** A header that does not hold costs nothing: what it says is known from the manifest. */
    private void checkHeader(FileHeader expected) throws IOException {
        String name = FileName.wal(expected.number());
        byte[] bytes = new byte[FileHeader.BYTES];
        try (VfsFile file = vfs.openRead(directory.resolve(name))) {
            file.read(ByteBuffer.wrap(bytes), 0);
        }
        if (!Arrays.equals(bytes, expected.encode())) {
            CorruptionException damage = new CorruptionException("log segment header damaged", name, 0, "");
            lost.accept(new Lost(damage, FileHeader.BYTES, 0, -1));
        }
    }

    private void walk(SegmentReader reader, int index) throws IOException {
        WalReplay.ExpectedSegment expected = segments.get(index);
        long limit = expected.isClosed()
                ? Math.min(expected.closedOrNull().endOffset(), reader.sizeBytes())
                : reader.sizeBytes();
        long position = WalFormat.FIRST_FRAME_OFFSET;
        for (long at = reader.find(position); at >= 0 && at < limit; at = reader.find(position)) {
            if (at > position) {
                open(reader.fileName(), position, at - position, "log frames damaged");
            }
            boolean valid = reader.read(at, reader.sizeBytes());
            FrameHeader frame = reader.frame();
            position = frame.end();
            noteMark(frame.markSegment, frame.markEnd);
            if (!valid) {
                open(reader.fileName(), at, position - at, "log frame checksum mismatch");
            } else if (frame.type == FrameType.DATA) {
                accept(reader);
            } else {
                if (frame.type == FrameType.LINK) {
                    checkLink(Link.decode(reader.array(), reader.payloadOffset()));
                }
                // Such a frame names the last sequence before it.
                settle(Math.max(afterSequence, frame.sequence));
            }
        }
        ends.put(expected.segment().number(), position);
        if (!expected.isClosed() && reader.sizeBytes() < expected.segment().sizeBytes()) {
            long missing = expected.segment().sizeBytes() - reader.sizeBytes();
            open(reader.fileName(), reader.sizeBytes(), missing, "log segment cut short");
        }
        if (expected.isClosed() && position < expected.closedOrNull().endOffset()) {
            long missing = expected.closedOrNull().endOffset() - position;
            open(reader.fileName(), position, missing, "log frames damaged before the segment's end");
        }
    }

    private void accept(SegmentReader reader) throws IOException {
        FrameHeader frame = reader.frame();
        if (frame.lastSequence() <= afterSequence) {
            settle(afterSequence);
            return;
        }
        if (frame.sequence <= lastSequence) {
            open(reader.fileName(), frame.offset, frame.end() - frame.offset, "log sequences out of order");
            return;
        }
        try {
            BatchReader.check(reader.array(), reader.payloadOffset(), frame.payloadLength, frame.count);
        } catch (MalformedException e) {
            open(reader.fileName(), frame.offset, frame.end() - frame.offset, "log batch malformed: " + e.getMessage());
            return;
        }
        settle(frame.sequence - 1);
        lastSequence = frame.lastSequence();
        handler.frame(frame.sequence, frame.count, reader.array(), reader.payloadOffset(), frame.payloadLength);
    }

    /** What the next segment says of the end of the one before it. */
    private void checkLink(Link link) {
        Long end = ends.get(link.segment());
        if (end != null && end < link.endOffset()) {
            open(
                    FileName.wal(link.segment()),
                    end,
                    link.endOffset() - end,
                    "log frames damaged before the end that the next segment names");
        }
    }

    private void noteMark(long segment, long end) {
        if (segment > markSegment || segment == markSegment && end > markEnd) {
            markSegment = segment;
            markEnd = end;
        }
    }

    private void open(String name, long offset, long lengthBytes, String what) {
        Open last = open.size() < MAX_OPEN ? null : open.get(open.size() - 1);
        if (last != null && last.damage().file().equals(name)) {
            open.set(open.size() - 1, new Open(last.damage(), last.lengthBytes() + lengthBytes));
            return;
        }
        String detail = lengthBytes == 0 ? "" : "length=" + lengthBytes;
        open.add(new Open(new CorruptionException(what, name, offset, detail), lengthBytes));
    }

    /** All that was open lies between the last frame that held and this sequence. */
    private void settle(long upTo) {
        for (Open each : open) {
            lost.accept(new Lost(each.damage(), each.lengthBytes(), lastSequence + 1, upTo));
        }
        open.clear();
    }
}

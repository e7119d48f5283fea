package io.minilsm.internal.wal;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Judges the log that an earlier life of the store left and replays it. Changes nothing on disk. For one thread.
 *
 * <p>A frame that does not hold ends the log where it begins, unless something valid behind it tells that the frame was
 * durable, or that it must have been whole: docs/format/wal.md has the verdicts. Frames are handed over while the
 * judgement is still open; if it ends with an exception, what was replayed is to be thrown away.
 */
public final class WalReplay {
    /** Takes the batches in the order of their sequences. */
    @FunctionalInterface
    public interface FrameHandler {
        /**
         * Takes a batch whose entries were checked: {@link BatchReader} will not fail on it.
         *
         * @param payload valid during the call
         */
        void frame(long firstSequence, int count, byte[] payload, int offset, int length) throws IOException;
    }

    /**
     * A segment that the manifest names.
     *
     * @param closedOrNull its end, if the manifest records that too
     */
    public record ExpectedSegment(WalSegment segment, ClosedSegment closedOrNull) {
        boolean isClosed() {
            return closedOrNull != null;
        }

        String fileName() {
            return FileName.wal(segment.number());
        }
    }

    /**
     * What a log holds.
     *
     * @param lastSequence last sequence in the log or flushed
     * @param durableSequence last sequence known to be durable, in the log or flushed
     * @param durable the segment in which the durable part of the log ends, closed there; null if nothing in these
     *     segments is known to be durable. What lies behind is to be written anew: {@link WalReplay#replayTail}
     * @param ends the segments that hold the log, each closed where it ends in the log
     * @param superseded the segments behind that, which the edit that makes the new ones known drops
     * @param cleanClose whether the log was closed in order
     * @param frames number of batches replayed
     * @param notes what a person should know: where a torn log ends, what was discarded
     */
    public record Outcome(
            long lastSequence,
            long durableSequence,
            ClosedSegment durable,
            List<ClosedSegment> ends,
            List<Long> superseded,
            boolean cleanClose,
            long frames,
            List<String> notes) {
        /** Returns whether there is something behind the durable part, to be written anew. */
        public boolean hasTail() {
            return lastSequence > durableSequence;
        }
    }

    // Constant after construction.
    private final Vfs vfs;
    private final Path directory;
    private final UUID storeId;
    private final List<ExpectedSegment> segments;
    private final long afterSequence;
    private final boolean sameBoot;
    private final FrameHandler handler;
    private final List<String> notes = new ArrayList<>();

    /** The last sequence before each segment that was walked. */
    private final Map<Long, Long> sequencesBefore = new HashMap<>();

    private final Map<Long, ClosedSegment> ends = new LinkedHashMap<>();
    private long lastSequence;
    private long frames;
    private boolean trailerSeen;
    private long markSegment;
    private long markEnd;

    /** Offset behind the last frame of the segment walked last, and its checksum. */
    private long position;

    private int checksum;

    private WalReplay(
            Vfs vfs,
            Path directory,
            UUID storeId,
            List<ExpectedSegment> segments,
            long afterSequence,
            boolean sameBoot,
            FrameHandler handler) {
        this.vfs = vfs;
        this.directory = directory;
        this.storeId = storeId;
        this.segments = segments;
        this.afterSequence = afterSequence;
        this.sameBoot = sameBoot;
        this.handler = handler;
    }

    /**
     * Judges the log and hands its batches to the handler.
     *
     * @param inOrder the segments that the manifest names, in the order of their numbers
     * @param afterSequence batches up to this sequence are flushed and not handed over
     * @param sameBoot whether the machine runs since before the log was written, so that no power was cut
     * @throws CorruptionException if acknowledged data is damaged or missing; names file, offset and sequences
     * @throws IOException if a file could not be read; says nothing about the log
     */
    public static Outcome replay(
            Vfs vfs,
            Path directory,
            UUID storeId,
            List<ExpectedSegment> inOrder,
            long afterSequence,
            boolean sameBoot,
            FrameHandler handler)
            throws IOException {
        return new WalReplay(vfs, directory, storeId, List.copyOf(inOrder), afterSequence, sameBoot, handler).run();
    }

    /**
     * Hands over the batches behind the durable part of a log that was just replayed: what is to be appended to a new
     * segment and forced before the store takes writes.
     *
     * @param afterSequence batches up to this sequence are left out; all before the durable part's last segment are
     */
    public static void replayTail(
            Vfs vfs,
            Path directory,
            UUID storeId,
            List<ExpectedSegment> inOrder,
            Outcome outcome,
            long afterSequence,
            FrameHandler handler)
            throws IOException {
        ClosedSegment durable = outcome.durable();
        List<ExpectedSegment> behind = inOrder.stream()
                .filter(expected -> durable == null || expected.segment().number() >= durable.number())
                .toList();
        replay(vfs, directory, storeId, behind, afterSequence, false, handler);
    }

    private Outcome run() throws IOException {
        checkFiles();
        for (int index = 0; index < segments.size(); ) {
            walk(index);
            index = next(index);
        }
        ClosedSegment durable = durableEnd();
        List<Long> superseded = segments.stream()
                .map(expected -> expected.segment().number())
                .filter(number -> durable == null || number > durable.number())
                .toList();
        long durableSequence = durable == null ? 0 : durable.lastSequence();
        return new Outcome(
                Math.max(afterSequence, lastSequence),
                Math.max(afterSequence, durableSequence),
                durable,
                List.copyOf(ends.values()),
                superseded,
                trailerSeen,
                frames,
                List.copyOf(notes));
    }

    /** Every segment that the manifest names must be there, of its size and of the use that the manifest means. */
    private void checkFiles() throws IOException {
        long before = 0;
        for (ExpectedSegment expected : segments) {
            if (expected.segment().number() <= before) {
                throw new IllegalArgumentException("segments out of order: file=" + expected.fileName());
            }
            before = expected.segment().number();
            open(expected).close();
        }
    }

    private SegmentReader open(ExpectedSegment expected) throws IOException {
        String name = expected.fileName();
        if (!vfs.exists(directory.resolve(name))) {
            throw new CorruptionException(
                    "log segment missing", name, CorruptionException.WHOLE_FILE, recordedRange(expected));
        }
        SegmentReader reader = SegmentReader.open(vfs, directory, expected.segment().number());
        try {
            if (!reader.fileHeader().storeId().equals(storeId)) {
                throw new CorruptionException("log segment of another store", name, 24, "actual="
                        + reader.fileHeader().storeId() + ", expected=" + storeId);
            }
            if (reader.fileHeader().nonce() != expected.segment().nonce()) {
                throw new CorruptionException("log segment of another use", name, 40, String.format(
                        "actual=0x%016x, expected=0x%016x", reader.fileHeader().nonce(), expected.segment().nonce()));
            }
            if (reader.sizeBytes() < expected.segment().sizeBytes()) {
                throw new CorruptionException("log segment cut short", name, reader.sizeBytes(), "actual="
                        + reader.sizeBytes() + " bytes, expected=" + expected.segment().sizeBytes() + ", "
                        + recordedRange(expected));
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    /** Replays the frames of the segment up to the first that does not hold, or to its recorded end. */
    private void walk(int index) throws IOException {
        ExpectedSegment expected = segments.get(index);
        position = WalFormat.FIRST_FRAME_OFFSET;
        checksum = 0;
        sequencesBefore.put(expected.segment().number(), lastSequence);
        try (SegmentReader reader = open(expected)) {
            long limit = expected.isClosed() ? expected.closedOrNull().endOffset() : expected.segment().sizeBytes();
            while (reader.read(position, limit)) {
                accept(reader, index);
                if (trailerSeen) {
                    break;
                }
            }
            if (expected.isClosed()) {
                checkClosed(expected.closedOrNull(), reader.fileName());
                noteMark(expected.segment().number(), position);
                trailerSeen = reader.read(position, expected.segment().sizeBytes())
                        && reader.frame().type == FrameType.TRAILER;
            }
            ends.put(expected.segment().number(), endOf(expected));
        }
    }

    private ClosedSegment endOf(ExpectedSegment walked) {
        return walked.isClosed()
                ? walked.closedOrNull()
                : new ClosedSegment(walked.segment().number(), position, lastSequence, checksum);
    }

    private void accept(SegmentReader reader, int index) throws IOException {
        FrameHeader frame = reader.frame();
        String name = reader.fileName();
        if ((frame.type == FrameType.LINK) != (frame.offset == WalFormat.FIRST_FRAME_OFFSET)) {
            throw new CorruptionException("log frame out of place", name, frame.offset, "actual="
                    + FrameType.name(frame.type));
        }
        long number = segments.get(index).segment().number();
        if (frame.markSegment > number || frame.markSegment == number && frame.markEnd > frame.offset) {
            throw new CorruptionException("log frame marks what lies behind it as durable", name, frame.offset,
                    "actual=" + FileName.wal(frame.markSegment) + ":" + frame.markEnd);
        }
        if (frame.type == FrameType.LINK) {
            checkLink(Link.decode(reader.array(), reader.payloadOffset()), index);
            trailerSeen = false;
        } else if (frame.type == FrameType.DATA) {
            acceptBatch(reader);
        } else if (frame.type == FrameType.TRAILER) {
            trailerSeen = true;
        }
        requireSequence(frame.type == FrameType.DATA ? 0 : frame.sequence, name, frame.offset);
        noteMark(frame.markSegment, frame.markEnd);
        position = frame.end();
        checksum = WalFormat.chain(checksum, frame.checksum);
    }

    private void acceptBatch(SegmentReader reader) throws IOException {
        FrameHeader frame = reader.frame();
        if (frame.sequence <= lastSequence) {
            throw new CorruptionException("log sequences out of order", reader.fileName(), frame.offset, "actual="
                    + frame.sequence + ", expected more than " + lastSequence);
        }
        lastSequence = frame.lastSequence();
        if (lastSequence <= afterSequence) {
            return;
        }
        try {
            BatchReader.check(reader.array(), reader.payloadOffset(), frame.payloadLength, frame.count);
        } catch (MalformedException e) {
            throw new CorruptionException("log batch malformed", reader.fileName(),
                    frame.offset + FrameHeader.BYTES + e.position(), "cause=" + e.getMessage(), e);
        }
        handler.frame(frame.sequence, frame.count, reader.array(), reader.payloadOffset(), frame.payloadLength);
        frames++;
    }

    /** A segment either begins another life of the store or goes on where the one before it ended. */
    private void checkLink(Link link, int index) throws CorruptionException {
        if (index == 0 || link.segment() == 0) {
            return;
        }
        ExpectedSegment before = segments.get(index - 1);
        ClosedSegment closed = before.closedOrNull();
        if (closed != null
                && !link.equals(new Link(closed.number(), closed.endOffset(), closed.checksum()))) {
            throw new CorruptionException("log segment follows another one", segments.get(index).fileName(),
                    WalFormat.FIRST_FRAME_OFFSET, "actual=" + link + ", expected=" + closed);
        }
    }

    /** What the log says that was written before must have been replayed or flushed. */
    private void requireSequence(long named, String name, long offset) throws CorruptionException {
        long known = Math.max(afterSequence, lastSequence);
        if (named > known) {
            throw new CorruptionException("log names sequences that it does not hold", name, offset,
                    "actual=" + known + ", named=" + named);
        }
    }

    private void checkClosed(ClosedSegment closed, String name) throws CorruptionException {
        if (position != closed.endOffset()) {
            throw new CorruptionException("log frame damaged", name, position, "closed at=" + closed.endOffset() + ", "
                    + lostRange(closed.lastSequence()));
        }
        if (checksum != closed.checksum()) {
            throw new CorruptionException("log segment checksum mismatch", name, position,
                    String.format("actual=0x%08x, expected=0x%08x", checksum, closed.checksum()));
        }
        requireSequence(closed.lastSequence(), name, position);
    }

    private void noteMark(long segment, long end) {
        if (segment > markSegment || segment == markSegment && end > markEnd) {
            markSegment = segment;
            markEnd = end;
        }
    }

    /** Returns the index of the segment in which the log goes on; the number of segments if it ends here. */
    private int next(int index) throws IOException {
        if (segments.get(index).isClosed()) {
            return index + 1;
        }
        if (index + 1 < segments.size()) {
            Link link = readLink(index + 1);
            long number = segments.get(index).segment().number();
            if (link != null && link.equals(new Link(number, position, checksum))) {
                return index + 1;
            }
            if (link != null && link.segment() == number && link.endOffset() <= position) {
                throw new CorruptionException("log segment ends behind the end that the next one names",
                        segments.get(index).fileName(), position, "expected=" + link);
            }
        }
        return judge(index);
    }

    private Link readLink(int index) throws IOException {
        try (SegmentReader reader = open(segments.get(index))) {
            return reader.readLink();
        }
    }

    /** The log seems to end in the segment, at {@link #position}: decides what that means. */
    private int judge(int index) throws IOException {
        Evidence evidence = new Evidence(segments.get(index).segment().number(), position);
        for (int at = index; at < segments.size(); at++) {
            ExpectedSegment expected = segments.get(at);
            try (SegmentReader reader = open(expected)) {
                evidence.collect(reader, at == index ? position : WalFormat.FIRST_FRAME_OFFSET);
            }
            if (expected.isClosed()) {
                evidence.claim(expected.segment().number(), expected.closedOrNull().endOffset(),
                        expected.closedOrNull().lastSequence());
            } else if (trailerSeen && evidence.isEmpty() && at + 1 < segments.size() && beginsLife(at + 1)) {
                // Made ahead of need and never used, before the store was closed in order.
                return at + 1;
            }
        }
        String name = segments.get(index).fileName();
        if (evidence.claimsDurable()) {
            throw new CorruptionException("acknowledged log frame damaged or missing", name, position, "durable up to="
                    + evidence.durableUpTo() + ", " + lostRange(evidence.lastLostSequence()));
        }
        if (!evidence.isEmpty() && sameBoot) {
            throw new CorruptionException("log frame damaged before valid ones", name, position, "next valid="
                    + evidence.firstValid() + ", " + lostRange(evidence.lastLostSequence())
                    + ", no power was cut since");
        }
        if (!evidence.isEmpty()) {
            notes.add("unsynced writes were lost in part with the power, all behind the first loss are discarded: file="
                    + name + ", offset=" + position + ", last sequence=" + lastSequence + ", discarded up to sequence="
                    + evidence.lastSequence());
        } else if (evidence.isTorn()) {
            notes.add("torn write at the log's end is ignored: file=" + name + ", offset=" + position
                    + ", last sequence=" + lastSequence);
        }
        return segments.size();
    }

    private boolean beginsLife(int index) throws IOException {
        Link link = readLink(index);
        return link != null && link.segment() == 0;
    }

    /** Returns what the manifest tells of the sequences in a segment. */
    private String recordedRange(ExpectedSegment lost) {
        long first = 0;
        for (ExpectedSegment before : segments) {
            if (before == lost) {
                break;
            }
            first = before.isClosed() ? before.closedOrNull().lastSequence() + 1 : first;
        }
        String to = lost.isClosed() ? " to=" + lost.closedOrNull().lastSequence() : "";
        return "sequences from=" + Math.max(first, afterSequence + 1) + to;
    }

    private String lostRange(long last) {
        String from = "sequences from=" + (Math.max(lastSequence, afterSequence) + 1);
        return last > lastSequence ? from + " to=" + last : from;
    }

    /** Returns the segment that the last durable mark lies in, closed there. */
    private ClosedSegment durableEnd() throws IOException {
        for (ExpectedSegment expected : segments) {
            if (expected.segment().number() != markSegment) {
                continue;
            }
            int sum = 0;
            // A segment that begins a life of the store knows nothing of the sequences before it.
            long sequence = sequencesBefore.getOrDefault(markSegment, 0L);
            long at = WalFormat.FIRST_FRAME_OFFSET;
            try (SegmentReader reader = open(expected)) {
                while (at < markEnd && reader.read(at, markEnd)) {
                    sum = WalFormat.chain(sum, reader.frame().checksum);
                    sequence = Math.max(sequence, reader.frame().lastSequence());
                    at = reader.frame().end();
                }
            }
            if (at != markEnd) {
                throw new CorruptionException("durable mark not at the end of a frame", expected.fileName(), at,
                        "marked=" + markEnd);
            }
            return new ClosedSegment(markSegment, markEnd, sequence, sum);
        }
        return null;
    }
}

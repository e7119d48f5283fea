package io.minilsm.internal.wal;

/** What a frame is. On disk: never change or reuse. Next free value: 5. */
final class FrameType {
    /** A batch. */
    static final int DATA = 1;

    /** Tells that a force ended: how far the log is durable. Nothing else. */
    static final int MARK = 2;

    /** The last frame of a log that was closed in order; all before it is durable. */
    static final int TRAILER = 3;

    /** The first frame of every segment: where the segment before it ended. */
    static final int LINK = 4;

    private FrameType() {}

    static boolean isKnown(int type) {
        return type >= DATA && type <= LINK;
    }

    static String name(int type) {
        return switch (type) {
            case DATA -> "data";
            case MARK -> "mark";
            case TRAILER -> "trailer";
            case LINK -> "link";
            default -> "type " + type;
        };
    }
}

package io.minilsm.it.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A mounted file system of some megabytes. For one thread. */
final class SmallDisk implements Closeable {
    private static final long IMAGE_BYTES = 24 << 20;

    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** Mounts a file system of the kind (tmpfs, ext4) below the directory; returns null where that cannot be done. */
    static SmallDisk mount(String kind, Path directory) throws IOException, InterruptedException {
        Path mountPoint = Files.createDirectories(directory.resolve("mount"));
        if (kind.equals("tmpfs")) {
            boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=16m", "minilsm-test", mountPoint.toString());
            return mounted ? new SmallDisk(mountPoint) : null;
        }
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        boolean mounted = run("mkfs." + kind, "-q", image.toString())
                && run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        return mounted ? new SmallDisk(mountPoint) : null;
    }

    Path path() {
        return mountPoint;
    }

    /** Makes the file system one that cannot be written to. */
    void makeReadOnly() throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount,ro", mountPoint.toString())) {
            throw new IOException("not remounted: " + mountPoint);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", mountPoint.toString())) {
                throw new IOException("not unmounted, something is open in it: " + mountPoint);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // No such command here.
        }
    }
}

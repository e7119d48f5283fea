package io.minilsm.it.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A mounted file system whose power can be cut: what was not synced is gone then. It is built from
 * {@code src/test/fuse/powerfs.c} with the machine's compiler. For one thread.
 */
final class PowerFs implements Closeable {
    private static final Path SOURCE = Path.of("src", "test", "fuse", "powerfs.c");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Path mountPoint;
    private final Process device;

    private PowerFs(Path mountPoint, Process device) {
        this.mountPoint = mountPoint;
        this.device = device;
    }

    /** Builds the program in the directory; returns why it cannot be used here, or null. */
    static String build(Path directory) throws IOException, InterruptedException {
        if (!Files.isWritable(Path.of("/dev/fuse"))) {
            return "no FUSE on this machine or for this user: /dev/fuse";
        }
        String flags = run(List.of("pkg-config", "--cflags", "--libs", "fuse3"));
        if (flags == null) {
            return "no headers of libfuse 3 on this machine (libfuse3-dev)";
        }
        List<String> compile = new ArrayList<>(List.of("gcc", "-O1", "-Wall", "-o", program(directory).toString()));
        compile.add(SOURCE.toAbsolutePath().toString());
        compile.addAll(List.of(flags.trim().split("\\s+")));
        return run(compile) == null ? "powerfs.c does not compile here" : null;
    }

    /**
     * Mounts what is durable in the backing directory.
     *
     * @param directory where the program was built; the durable bytes and the mount point are there too
     * @param early of 100 changes that nobody has synced, how many become durable all the same
     * @param lies whether the device says that it has synced files and has not
     */
    static PowerFs mount(Path directory, int early, boolean lies, long seed) throws IOException, InterruptedException {
        Path backing = Files.createDirectories(directory.resolve("backing"));
        Path mountPoint = Files.createDirectories(directory.resolve("mount"));
        ProcessBuilder command = new ProcessBuilder(
                        program(directory).toString(),
                        backing.toString(),
                        Integer.toString(early),
                        Long.toString(seed),
                        mountPoint.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("powerfs.log").toFile());
        if (lies) {
            command.environment().put("POWERFS_LIES", "true");
        }
        Process device = command.start();
        long begin = System.nanoTime();
        while (!isMounted(mountPoint)) {
            if (!device.isAlive() || System.nanoTime() - begin > PATIENCE_NANOS) {
                device.destroyForcibly();
                throw new IOException("not mounted: " + Files.readString(directory.resolve("powerfs.log")));
            }
            Thread.onSpinWait();
        }
        return new PowerFs(mountPoint, device);
    }

    Path path() {
        return mountPoint;
    }

    /** Cuts the power: from now on all that was not synced is gone, and every call fails. */
    void cut() throws InterruptedException {
        device.destroyForcibly().waitFor();
    }

    /** Unmounts; what was not synced is gone, too. */
    @Override
    public void close() throws IOException {
        try {
            if (run(List.of("umount", "-l", mountPoint.toString())) == null) {
                throw new IOException("umount fails: " + mountPoint);
            }
            device.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Path program(Path directory) {
        return directory.resolve("powerfs");
    }

    private static boolean isMounted(Path mountPoint) throws IOException {
        return Files.readString(Path.of("/proc/self/mounts")).contains(" " + mountPoint.toRealPath() + " ");
    }

    /** Returns what the command prints, or null if it fails or does not exist. */
    private static String run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes());
            return process.waitFor() == 0 ? printed : null;
        } catch (IOException e) {
            return null;
        }
    }
}

package io.minilsm.it.disk;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.minilsm.MiniLsm;
import java.io.Closeable;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A container in which classes of these tests run. This process's JDK and the classes go in by mounts that are
 * read-only, so that any image with the system libraries of a JDK will do. For one thread.
 */
final class JavaBox implements Closeable {
    /** What the variable names in place of the default; then no registry is asked, if the image is there. */
    private static final String IMAGE_VARIABLE = "MINILSM_TEST_IMAGE";

    private static final String IMAGE = "debian:12-slim";
    private static final long MEBIBYTE = 1 << 20;

    private final GenericContainer<?> container;

    private JavaBox(GenericContainer<?> container) {
        this.container = container;
    }

    /** Returns why no container can be run; null if one can. */
    static String whyNot() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "the JDK of this machine would not run in a container, which is a Linux";
        }
        try {
            return DockerClientFactory.instance().isDockerAvailable()
                    ? null
                    : "no container engine answers (it-tests/containers.sh starts one)";
        } catch (RuntimeException e) {
            return "no container engine answers (it-tests/containers.sh starts one): " + e;
        }
    }

    /** Starts a container that runs the shell's words. */
    static JavaBox start(Volume volume, int memoryMebibytes, List<String> words) throws IOException {
        String image = System.getenv().getOrDefault(IMAGE_VARIABLE, IMAGE);
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
        for (Path path : mounted()) {
            container.withFileSystemBind(path.toString(), path.toString(), BindMode.READ_ONLY);
        }
        volume.addTo().accept(container);
        container
                .withCommand(words.toArray(String[]::new))
                .withCreateContainerCmdModifier(command -> {
                    // A writer ends when its input does.
                    command.withStdinOpen(true).withNetworkDisabled(true);
                    if (memoryMebibytes > 0) {
                        command.getHostConfig()
                                .withMemory(memoryMebibytes * MEBIBYTE)
                                .withMemorySwap(memoryMebibytes * MEBIBYTE);
                    }
                });
        container.start();
        return new JavaBox(container);
    }

    /** Where a store lies in a container. */
    @FunctionalInterface
    interface Volume {
        Consumer<GenericContainer<?>> addTo();

        /** A directory of this machine, by its own name; its owner is who runs there. */
        static Volume directory(Path directory) throws IOException {
            String user = Files.getAttribute(directory, "unix:uid") + ":" + Files.getAttribute(directory, "unix:gid");
            return () -> container -> container
                    .withFileSystemBind(directory.toString(), directory.toString(), BindMode.READ_WRITE)
                    .withCreateContainerCmdModifier(command -> command.withUser(user));
        }

        /** A file system in memory of so many bytes, gone with the container. */
        static Volume memory(String path, int bytes) {
            return () -> container -> container.withTmpFs(Map.of(path, "rw,size=" + bytes));
        }
    }

    /** Returns the words that run a class in a container. */
    static List<String> java(Class<?> main, List<String> options, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(home().resolve("bin/java").toString());
        words.addAll(List.of("-ea", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        words.addAll(options);
        words.addAll(List.of("-cp", classes().map(Path::toString).collect(Collectors.joining(":")), main.getName()));
        words.addAll(arguments);
        return words;
    }

    /** Runs the words beside what runs there already, and waits for their end. */
    Container.ExecResult exec(List<String> words) throws IOException, InterruptedException {
        return container.execInContainer(StandardCharsets.UTF_8, words.toArray(String[]::new));
    }

    /** Kills all that runs in it, as the system does: at once, without a word. */
    void kill() {
        client().killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
    }

    /** Starts it again, with the same words on the same volume. */
    void startAgain() {
        client().startContainerCmd(container.getContainerId()).exec();
    }

    /** Waits until what runs in it has ended. */
    void awaitEnd() {
        client().waitContainerCmd(container.getContainerId()).start().awaitStatusCode();
    }

    InspectContainerResponse.ContainerState state() {
        return client().inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    String output() {
        return container.getLogs();
    }

    @Override
    public void close() {
        container.close();
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    private static List<Path> mounted() throws IOException {
        List<Path> paths = new ArrayList<>(List.of(home()));
        Path settings = home().resolve("conf/security/java.security").toRealPath();
        if (!settings.startsWith(home())) {
            paths.add(settings.getParent().getParent()); // A distribution keeps them below /etc.
        }
        classes().forEach(paths::add);
        return paths;
    }

    private static Path home() throws IOException {
        return Path.of(System.getProperty("java.home")).toRealPath();
    }

    /** The engine, the libraries it needs, and these tests: directories, or jars. */
    private static Stream<Path> classes() {
        return Stream.of(
                        MiniLsm.class,
                        LZ4Factory.class,
                        ObjectMapper.class,
                        JsonFactory.class,
                        JsonProperty.class,
                        JavaBox.class)
                .map(JavaBox::locationOf)
                .distinct();
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

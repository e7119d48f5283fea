package io.minilsm.cli;

import picocli.CommandLine;

/** What {@code --version} prints: the versions of this program and of the Java it runs on. Stateless. */
final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "minilsm " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
        };
    }
}

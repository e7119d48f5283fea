package io.minilsm.style;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A Java source as the compiler's parser sees it. Immutable once parsed. */
final class SourceFile {
    private final String name;
    private final List<String> lines;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    private SourceFile(String name, List<String> lines, CompilationUnitTree unit, SourcePositions positions) {
        this.name = name;
        this.lines = lines;
        this.unit = unit;
        this.positions = positions;
    }

    static List<SourceFile> parse(Path root, List<Path> paths) throws IOException {
        if (paths.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<SourceFile> parsed = new ArrayList<>();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(paths));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                Path path = Path.of(unit.getSourceFile().toUri());
                String name = root.relativize(path).toString().replace('\\', '/');
                parsed.add(new SourceFile(name, Files.readAllLines(path), unit, positions));
            }
        }
        return parsed;
    }

    /** Returns the path from the root of the repository, with slashes. */
    String name() {
        return name;
    }

    List<String> lines() {
        return lines;
    }

    String packageName() {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    boolean isPackageInfo() {
        return name.endsWith("/package-info.java");
    }

    /** Returns the imported names, as written. */
    List<String> imports() {
        return unit.getImports().stream()
                .map(tree -> tree.getQualifiedIdentifier().toString())
                .toList();
    }

    /** Returns the dotted names in the code but not its imports, each as written. Comments are not code. */
    List<String> dottedNames() {
        List<String> names = new ArrayList<>();
        unit.getTypeDecls().forEach(type -> new TreeScanner<Void, Void>() {
            @Override
            public Void visitMemberSelect(MemberSelectTree tree, Void ignored) {
                names.add(tree.toString());
                return super.visitMemberSelect(tree, ignored);
            }
        }.scan(type, null));
        return names;
    }

    /** Returns each method and constructor that has more lines than that, as {@code file:line method has n lines}. */
    List<String> methodsLongerThan(int limit) {
        List<String> found = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree tree, Void ignored) {
                long count = lineOf(positions.getEndPosition(unit, tree)) - startLine(tree) + 1;
                if (tree.getBody() != null && count > limit) {
                    found.add(name + ":" + startLine(tree) + " " + tree.getName() + " has " + count + " lines");
                }
                return super.visitMethod(tree, ignored);
            }
        }.scan(unit, null);
        return found;
    }

    /** Returns each catch block with neither a statement nor a comment that gives the reason, as {@code file:line}. */
    List<String> emptyCatches() {
        List<String> found = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitCatch(CatchTree tree, Void ignored) {
                if (tree.getBlock().getStatements().isEmpty() && !textOf(tree.getBlock()).contains("//")) {
                    found.add(name + ":" + startLine(tree));
                }
                return super.visitCatch(tree, ignored);
            }
        }.scan(unit, null);
        return found;
    }

    private String textOf(Tree tree) {
        int from = (int) startLine(tree) - 1;
        int to = (int) lineOf(positions.getEndPosition(unit, tree));
        return String.join("\n", lines.subList(from, to));
    }

    private long startLine(Tree tree) {
        return lineOf(positions.getStartPosition(unit, tree));
    }

    private long lineOf(long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.minilsm.it.fuzz;

/** LIKE by the book: a table of which part of the pattern matches which part of the text. Stateless. */
final class SlowLike {
    private SlowLike() {}

    static boolean matches(String pattern, String escape, String text) {
        int[] wanted = pattern.codePoints().toArray();
        int[] given = text.codePoints().toArray();
        int escapePoint = escape.isEmpty() ? -1 : escape.codePointAt(0);
        boolean[] reached = new boolean[given.length + 1];
        reached[0] = true;
        for (int i = 0; i < wanted.length; i++) {
            boolean literal = wanted[i] == escapePoint;
            int point = literal ? wanted[++i] : wanted[i];
            boolean[] next = new boolean[given.length + 1];
            boolean any = !literal && point == '%';
            boolean one = !literal && point == '_';
            for (int at = 0; at <= given.length; at++) {
                if (any) {
                    next[at] = reached[at] || at > 0 && next[at - 1];
                } else {
                    next[at] = at > 0 && reached[at - 1] && (one || given[at - 1] == point);
                }
            }
            reached = next;
        }
        return reached[given.length];
    }
}

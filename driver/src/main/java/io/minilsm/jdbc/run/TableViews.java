package io.minilsm.jdbc.run;

import io.minilsm.jdbc.plan.KeyRanges;
import io.minilsm.jdbc.sql.Table;
import java.io.IOException;

/** What one statement sees of each of its tables, all at one moment. */
interface TableViews {
    /** Returns what is seen of the table. */
    ReadView of(Table table) throws IOException;

    /** Notes that these ranges of the table were read. */
    void noteRead(Table table, KeyRanges ranges) throws IOException;
}

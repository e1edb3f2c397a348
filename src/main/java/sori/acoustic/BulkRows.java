package sori.acoustic;

import java.util.List;

/** How many rows of a decoder batch bulk may have. Stateless. */
final class BulkRows {
    /** Rows that bulk leaves free: who is waited for begins at the next call. */
    private static final int RESERVED = 2;

    /** A call takes longer with each row: so much of the batch may run beside a segment whose first block is waited for. */
    private static final int BESIDE_UNHEARD = 4;

    private BulkRows() {}

    /**
     * @param rows of the batch; a small one is not reserved in part
     * @param interactiveWait whether interactive segments wait for a place
     */
    static int most(int rows, List<Sequence> members, boolean interactiveWait) {
        int interactive = 0;
        boolean unheard = interactiveWait;
        for (Sequence member : members) {
            if (!member.bulk()) {
                interactive++;
                unheard |= !member.heard();
            }
        }
        int left = rows - Math.min(RESERVED, rows / 4) - interactive;
        return Math.max(0, Math.min(left, unheard ? rows / BESIDE_UNHEARD : rows));
    }
}

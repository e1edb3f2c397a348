package sori.report;

import java.util.Base64;
import java.util.List;

/** Pieces of HTML. Stateless. */
final class Html {
    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** An address that holds the file itself. */
    static String data(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * A table that scrolls by itself where the page is narrow.
     *
     * @param rows of HTML; each one's first cell is its heading
     */
    static String table(String caption, List<String> headings, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>");
        html.append("<caption>").append(text(caption)).append("</caption><thead><tr>");
        headings.forEach(heading ->
                html.append("<th scope=\"col\">").append(text(heading)).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr><th scope=\"row\">").append(row.get(0)).append("</th>");
            row.subList(1, row.size())
                    .forEach(cell -> html.append("<td>").append(cell).append("</td>"));
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>\n").toString();
    }
}

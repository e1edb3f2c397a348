package sori.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sori.cli.options.Table;
import sori.cluster.AccessPlan;
import sori.cluster.AccessRight;

/** Rights as a table with the commands that grant them, or as JSON. */
record AccessListing(List<AccessPlan> plans) {
    private static final String BOOTSTRAP = "HOST:PORT";

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Table table = new Table("who", "right", "for");
        for (AccessPlan plan : plans) {
            for (AccessRight right : plan.rights()) {
                table.row(plan.who(), right.title(), right.what() + (right.needed() ? "" : " (goes without)"));
            }
        }
        lines.addAll(table.lines());
        for (AccessPlan plan : plans) {
            lines.add("");
            lines.add("# " + plan.who());
            plan.rights().forEach(right -> lines.add(right.command(BOOTSTRAP, plan.principal())));
        }
        return lines;
    }

    String json() throws JsonProcessingException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (AccessPlan plan : plans) {
            for (AccessRight right : plan.rights()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("who", plan.who());
                row.put("principal", plan.principal());
                row.put("operation", right.operation().name());
                row.put("resourceType", right.type().name().toLowerCase(Locale.ROOT));
                row.put("resource", right.name());
                row.put("pattern", right.pattern().name().toLowerCase(Locale.ROOT));
                row.put("needed", right.needed());
                row.put("for", right.what());
                rows.add(row);
            }
        }
        return JsonMapper.builder().build().writeValueAsString(rows);
    }
}

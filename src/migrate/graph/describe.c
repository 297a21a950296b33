#include "migrate/graph/describe.h"

#include "base/utf8.h"

/* Ids, messages and paths come from outside: hd_utf8_add_safe keeps them from driving a terminal.
 */

static void strings_add(hd_buf *out, const hd_strings *strings)
{
    for (size_t i = 0; i < strings->count; i++) {
        if (i > 0)
            hd_buf_add(out, ", ");
        hd_utf8_add_safe(out, strings->items[i]);
    }
}

static void nodes_add(hd_buf *out, const hd_nodes *nodes)
{
    for (size_t i = 0; i < nodes->count; i++) {
        if (i > 0)
            hd_buf_add(out, ", ");
        hd_utf8_add_safe(out, nodes->items[i]->revision->id);
    }
}

static void down_add(hd_buf *out, const hd_node *node)
{
    if (node->down.count == 0)
        hd_buf_add(out, "<base>");
    else
        nodes_add(out, &node->down);
}

static void mark_add(hd_buf *out, bool set, const char *mark)
{
    if (set)
        hd_buf_add(out, mark);
}

void hd_describe_line(hd_buf *out, const hd_node *node, unsigned parts, bool current)
{
    const hd_revision *revision = node->revision;

    if ((parts & HD_DESCRIBE_DOWN) != 0) {
        down_add(out, node);
        if (revision->depends_on.count > 0) {
            hd_buf_add(out, " (");
            strings_add(out, &revision->depends_on);
            hd_buf_add_char(out, ')');
        }
        hd_buf_add(out, " -> ");
    }
    hd_utf8_add_safe(out, revision->id);
    if ((parts & HD_DESCRIBE_LABELS) != 0 && node->labels.count > 0) {
        hd_buf_add(out, " (");
        strings_add(out, &node->labels);
        hd_buf_add_char(out, ')');
    }
    mark_add(out, node->is_head, " (head)");
    mark_add(out, node->is_effective_head, " (effective head)");
    mark_add(out, current, " (current)");
    if ((parts & HD_DESCRIBE_TREE) != 0) {
        mark_add(out, node->is_branchpoint, " (branchpoint)");
        mark_add(out, node->is_mergepoint, " (mergepoint)");
    }
    if ((parts & HD_DESCRIBE_DOC) != 0) {
        hd_buf_add(out, ", ");
        hd_utf8_add_safe(out, revision->message == NULL ? "" : revision->message);
    }
}

/* Each line behind four blanks, empty ones too. */
static void doc_add(hd_buf *out, const char *doc)
{
    HD_SCRATCH(scratch);

    while (*doc != '\0') {
        size_t len = strcspn(doc, "\n");

        hd_buf_add(out, "    ");
        hd_utf8_add_safe(out, hd_strndup(scratch, doc, len));
        hd_buf_add_char(out, '\n');
        doc += len;
        if (*doc == '\n')
            doc++;
    }
}

static void field_add(hd_buf *out, const char *name, const hd_strings *values)
{
    if (values->count == 0)
        return;
    hd_buf_add(out, name);
    strings_add(out, values);
    hd_buf_add_char(out, '\n');
}

void hd_describe_long(hd_buf *out, const hd_node *node, bool current)
{
    const hd_revision *revision = node->revision;

    hd_buf_add(out, "Rev: ");
    hd_utf8_add_safe(out, revision->id);
    mark_add(out, node->next.count == 0, " (head)"); /* effective heads too, unlike in one line */
    mark_add(out, node->is_branchpoint, " (branchpoint)");
    mark_add(out, node->is_mergepoint, " (mergepoint)");
    mark_add(out, current, " (current)");
    hd_buf_add(out, node->is_mergepoint ? "\nMerges: " : "\nParent: ");
    down_add(out, node);
    hd_buf_add_char(out, '\n');
    field_add(out, "Also depends on: ", &revision->depends_on);
    if (node->is_branchpoint) {
        hd_buf_add(out, "Branches into: ");
        nodes_add(out, &node->next);
        hd_buf_add_char(out, '\n');
    }
    field_add(out, "Branch names: ", &node->labels);
    hd_buf_add(out, "Path: ");
    hd_utf8_add_safe(out, revision->path == NULL ? "" : revision->path);
    hd_buf_add(out, "\n\n");
    doc_add(out, revision->doc == NULL ? "" : revision->doc);
    hd_buf_add_char(out, '\n');
}

void hd_describe_json(hd_json *json, const hd_node *node, const bool *current)
{
    const hd_revision *revision = node->revision;

    hd_json_begin(json, '{');
    hd_json_put_string(json, "revision", revision->id);
    hd_json_key(json, "down");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < node->down.count; i++)
        hd_json_string(json, node->down.items[i]->revision->id);
    hd_json_end(json);
    hd_json_put_strings(json, "depends_on", &revision->depends_on);
    hd_json_put_strings(json, "labels", &node->labels);
    hd_json_put_bool(json, "head", node->is_head);
    hd_json_put_bool(json, "effective_head", node->is_effective_head);
    hd_json_put_bool(json, "branchpoint", node->is_branchpoint);
    hd_json_put_bool(json, "mergepoint", node->is_mergepoint);
    if (current != NULL)
        hd_json_put_bool(json, "current", *current);
    hd_json_put_string(json, "message", revision->message);
    hd_json_put_string(json, "doc", revision->doc);
    hd_json_put_string(json, "create_date", revision->create_date);
    hd_json_put_string(json, "path", revision->path);
    hd_json_end(json);
}

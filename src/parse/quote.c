#include "parse/quote.h"

/*
 * Key words that cannot be a name everywhere without quotes, sorted by bytes: those
 * that pg_get_keywords() of PostgreSQL 15 lists with catcode C, R or T, and those
 * that 16 to 18 added (json..., merge_action, system_user), so that what is written here
 * can be read by each of them.
 */
static const char *const quoted_words[] = {
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "merge_action",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
};

static int compare_words(const void *a, const void *b)
{
    return strcmp(a, *(const char *const *)b);
}

static bool is_bare(const char *name)
{
    if (*name == '\0' || (*name >= '0' && *name <= '9'))
        return false;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789") != strlen(name))
        return false;
    return bsearch(name, quoted_words, HD_COUNT(quoted_words), sizeof(*quoted_words),
                   compare_words) == NULL;
}

/* The text between two quote characters, those in it (and backslashes, when told) doubled. */
static void add_doubled(hd_buf *buf, const char *text, char quote, bool backslashes)
{
    hd_buf_add_char(buf, quote);
    for (; *text != '\0'; text++) {
        if (*text == quote || (backslashes && *text == '\\'))
            hd_buf_add_char(buf, *text);
        hd_buf_add_char(buf, *text);
    }
    hd_buf_add_char(buf, quote);
}

char *hd_sql_ident(TALLOC_CTX *ctx, const char *name)
{
    HD_SCRATCH(scratch);

    if (is_bare(name))
        return hd_strdup(ctx, name);
    hd_buf *buf = hd_buf_new(scratch);
    add_doubled(buf, name, '"', false);
    return hd_buf_take(ctx, buf);
}

void hd_sql_add_ident(hd_buf *buf, const char *name)
{
    if (is_bare(name))
        hd_buf_add(buf, name);
    else
        add_doubled(buf, name, '"', false);
}

char *hd_sql_qualified(TALLOC_CTX *ctx, const char *schema, const char *name)
{
    HD_SCRATCH(scratch);

    if (schema == NULL || *schema == '\0')
        return hd_sql_ident(ctx, name);
    return hd_printf(ctx, "%s.%s", hd_sql_ident(scratch, schema), hd_sql_ident(scratch, name));
}

char *hd_sql_bare_name(TALLOC_CTX *ctx, const char *schema, const char *qualified)
{
    HD_SCRATCH(scratch);
    const char *prefix = hd_printf(scratch, "%s.", hd_sql_ident(scratch, schema));
    hd_buf *name = hd_buf_new(scratch);

    if (strncmp(qualified, prefix, strlen(prefix)) == 0)
        qualified += strlen(prefix);
    if (*qualified != '"')
        return hd_strdup(ctx, qualified);
    for (const char *c = qualified + 1; *c != '\0' && (*c != '"' || c[1] == '"'); c++) {
        hd_buf_add_char(name, *c);
        c += *c == '"';
    }
    return hd_buf_take(ctx, name);
}

char *hd_sql_name_join(TALLOC_CTX *ctx, const char *name, const char *end)
{
    enum { MAX_NAME_BYTES = 63 }; /* NAMEDATALEN - 1 */
    size_t keep = MAX_NAME_BYTES - strlen(end);

    if (keep > strlen(name))
        keep = strlen(name);
    while (keep > 0 && ((unsigned char)name[keep] & 0xC0) == 0x80)
        keep--; /* no half of a character */
    return hd_printf(ctx, "%.*s%s", (int)keep, name, end);
}

char *hd_sql_literal(TALLOC_CTX *ctx, const char *text)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    bool backslashes = strchr(text, '\\') != NULL;

    if (backslashes)
        hd_buf_add_char(buf, 'E');
    add_doubled(buf, text, '\'', backslashes);
    return hd_buf_take(ctx, buf);
}

/* Source: PostgreSQL documentation, "Array Input and Output Syntax". */
static void add_array_item(hd_buf *buf, const char *item)
{
    bool plain = *item != '\0' && strpbrk(item, "{},\"\\ \t\n\r\v\f") == NULL &&
                 strcasecmp(item, "null") != 0;

    if (plain) {
        hd_buf_add(buf, item);
        return;
    }
    hd_buf_add_char(buf, '"');
    for (; *item != '\0'; item++) {
        if (*item == '"' || *item == '\\')
            hd_buf_add_char(buf, '\\');
        hd_buf_add_char(buf, *item);
    }
    hd_buf_add_char(buf, '"');
}

char *hd_sql_array(TALLOC_CTX *ctx, const char *const items[], size_t count)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    hd_buf_add_char(buf, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            hd_buf_add_char(buf, ',');
        if (items[i] == NULL)
            hd_buf_add(buf, "NULL");
        else
            add_array_item(buf, items[i]);
    }
    hd_buf_add_char(buf, '}');
    return hd_buf_take(ctx, buf);
}

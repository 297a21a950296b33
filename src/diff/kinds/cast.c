#include "diff/kinds/cast.h"

#include "base/text.h"

/*
 * Types between which the server converts on assignment, by families. Source: pg_cast,
 * castcontext 'a' and 'i'; any type is converted to a text type on assignment.
 */
struct family {
    const char *name;
    const char *const *types;
};

static const struct family families[] = {
    {"number", (const char *const[]){"smallint", "integer", "bigint", "numeric", "real",
                                     "double precision", NULL}},
    {"text",
     (const char *const[]){"text", "character varying", "character", "name", "bpchar", NULL}},
    {"time", (const char *const[]){"date", "timestamp without time zone",
                                   "timestamp with time zone", NULL}},
    {"hour", (const char *const[]){"time without time zone", "time with time zone", NULL}},
    {"json", (const char *const[]){"json", "jsonb", NULL}},
    {"bits", (const char *const[]){"bit", "bit varying", NULL}},
    {"network", (const char *const[]){"inet", "cidr", NULL}},
    {"mac", (const char *const[]){"macaddr", "macaddr8", NULL}},
    {"interval", (const char *const[]){"interval", NULL}},
};

/* Pairs that an explicit cast converts. */
static const struct {
    const char *from, *to;
} explicits[] = {
    {"integer", "boolean"},
    {"boolean", "integer"},
    {"integer", "bit"},
    {"bigint", "bit"},
    {"bit", "integer"},
    {"bit", "bigint"},
    {"jsonb", "boolean"},
    {"jsonb", "numeric"},
    {"jsonb", "smallint"},
    {"jsonb", "integer"},
    {"jsonb", "bigint"},
    {"jsonb", "real"},
    {"jsonb", "double precision"},
    {"integer", "money"},
    {"bigint", "money"},
    {"numeric", "money"},
    {"money", "numeric"},
    {"timestamp without time zone", "time without time zone"},
    {"timestamp with time zone", "time without time zone"},
    {"timestamp with time zone", "time with time zone"},
    {"interval", "time without time zone"},
    {"time without time zone", "interval"},
    {"integer", "oid"},
    {"bigint", "oid"},
    {"oid", "integer"},
    {"oid", "bigint"},
};

/* The name without type modifier: "character varying" of "character varying(20)[]". */
static char *bare(TALLOC_CTX *ctx, const char *type)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    int depth = 0;

    for (; *type != '\0'; type++) {
        depth += *type == '(';
        if (depth == 0)
            hd_buf_add_char(out, *type);
        depth -= *type == ')';
    }
    return hd_buf_take(ctx, out);
}

static const char *family_of(const char *type)
{
    for (size_t i = 0; i < HD_COUNT(families); i++)
        for (size_t j = 0; families[i].types[j] != NULL; j++)
            if (strcmp(families[i].types[j], type) == 0)
                return families[i].name;
    return NULL;
}

static bool is_explicit(const char *old, const char *new)
{
    for (size_t i = 0; i < HD_COUNT(explicits); i++)
        if (strcmp(explicits[i].from, old) == 0 && strcmp(explicits[i].to, new) == 0)
            return true;
    return false;
}

void hd_cast_print(hd_buf *out, const char *column, const char *old, const char *new, bool anew)
{
    HD_SCRATCH(scratch);
    const char *from = bare(scratch, old);
    const char *to = bare(scratch, new);
    bool arrays = hd_text_ends(from, "[]") && hd_text_ends(to, "[]");

    if (arrays) { /* as their elements; element by element */
        from = hd_strndup(scratch, from, strlen(from) - 2);
        to = hd_strndup(scratch, to, strlen(to) - 2);
    }
    const char *family = family_of(to);
    if (!anew && (strcmp(from, to) == 0 || hd_text_equal(family, family_of(from)) ||
                  hd_text_equal(family, "text"))) {
        if (family != NULL || strcmp(from, to) == 0)
            return;
    }
    if (!anew && (is_explicit(from, to) || hd_text_equal(family_of(from), "text")))
        hd_buf_addf(out, " USING %s::%s", column, new);
    else
        hd_buf_addf(out, " USING %s::text::%s", column, new);
}

void hd_cast_record_print(hd_buf *out, const char *column, const hd_fact *type)
{
    hd_buf_addf(out, " USING pg_catalog.jsonb_populate_record(NULL::%s, pg_catalog.to_jsonb(%s))",
                type->identity, column);
}

void hd_cast_records_print(hd_buf *out, const char *column, const hd_fact *type)
{
    hd_buf_addf(out,
                "CASE WHEN %s IS NOT NULL THEN ARRAY(\n"
                "    SELECT pg_catalog.jsonb_populate_record(NULL::%s, NULLIF(value, 'null'))\n"
                "      FROM pg_catalog.jsonb_array_elements(pg_catalog.to_jsonb(%s))"
                " WITH ORDINALITY\n"
                "     ORDER BY ordinality) END",
                column, type->identity, column);
}

void hd_cast_records_function(hd_buf *out, const hd_fact *type)
{
    hd_buf_addf(out,
                "CREATE FUNCTION pg_temp.howdah_records(jsonb) RETURNS %s[] LANGUAGE sql AS $_$\n"
                "SELECT ",
                type->identity);
    hd_cast_records_print(out, "$1", type);
    hd_buf_add(out, "\n$_$;\n");
}

const char *hd_cast_storage(const char *type)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *type, *storage;
    } rows[] = {
        {"numeric", "main"},
        {"inet", "main"},
        {"cidr", "main"},
    };
    const char *name = bare(scratch, type);

    for (size_t i = 0; i < HD_COUNT(rows); i++)
        if (strcmp(rows[i].type, name) == 0)
            return rows[i].storage;
    return "extended";
}

/*
 * All queries in one round trip. Rows come in the order of their relations, so that
 * each is found by bisection, and none is looked at twice.
 */
#include "migrate/lint/catalog.h"

#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

static int compare_names(const char *schema, const char *name, const hd_lint_relation *relation)
{
    int order = strcmp(schema, relation->schema);

    return order != 0 ? order : strcmp(name, relation->name);
}

static hd_lint_relation *find(const hd_lint_catalog *catalog, const char *schema, const char *name)
{
    size_t low = 0;
    size_t high = catalog->relations.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(schema, name, &catalog->relations.items[middle]);
        if (order == 0)
            return &catalog->relations.items[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const hd_lint_relation *hd_lint_catalog_find(const hd_lint_catalog *catalog, const char *schema,
                                             const char *name)
{
    if (catalog == NULL)
        return NULL;
    if (schema != NULL && *schema != '\0')
        return find(catalog, schema, name);
    for (size_t i = 0; i < catalog->relations.count; i++)
        if (catalog->relations.items[i].visible &&
            strcmp(catalog->relations.items[i].name, name) == 0)
            return &catalog->relations.items[i];
    return NULL;
}

static bool has_index(const hd_lint_relation *relation, const char *index)
{
    for (size_t i = 0; i < relation->indexes.count; i++)
        if (strcmp(relation->indexes.items[i].name, index) == 0)
            return true;
    return false;
}

const hd_lint_relation *hd_lint_catalog_indexed(const hd_lint_catalog *catalog, const char *schema,
                                                const char *index)
{
    const hd_lint_relation *found = hd_lint_catalog_find(catalog, schema, index);

    /* An index is in the schema of its table. */
    for (size_t i = 0; found != NULL && i < catalog->relations.count; i++)
        if (strcmp(catalog->relations.items[i].schema, found->schema) == 0 &&
            has_index(&catalog->relations.items[i], index))
            return &catalog->relations.items[i];
    return NULL;
}

const hd_lint_column *hd_lint_relation_column(const hd_lint_relation *relation, const char *name)
{
    for (size_t i = 0; relation != NULL && i < relation->columns.count; i++)
        if (strcmp(relation->columns.items[i].name, name) == 0)
            return &relation->columns.items[i];
    return NULL;
}

const hd_lint_constraint *hd_lint_relation_constraint(const hd_lint_relation *relation,
                                                      const char *name)
{
    for (size_t i = 0; relation != NULL && i < relation->constraints.count; i++)
        if (strcmp(relation->constraints.items[i].name, name) == 0)
            return &relation->constraints.items[i];
    return NULL;
}

bool hd_lint_relation_proves(const hd_lint_relation *relation, const char *column)
{
    HD_SCRATCH(scratch);
    const char *wanted = hd_printf(scratch, "CHECK ((%s IS NOT NULL))",
                                   hd_sql_ident(scratch, column));

    /* As the server writes it; other forms prove less surely. */
    for (size_t i = 0; relation != NULL && i < relation->constraints.count; i++)
        if (relation->constraints.items[i].valid &&
            strcmp(relation->constraints.items[i].definition, wanted) == 0)
            return true;
    return false;
}

const hd_lint_domain *hd_lint_catalog_domain(const hd_lint_catalog *catalog, const char *schema,
                                             const char *name)
{
    for (size_t i = 0; catalog != NULL && i < catalog->domains.count; i++) {
        const hd_lint_domain *domain = &catalog->domains.items[i];
        bool here = schema == NULL || *schema == '\0' ? domain->visible
                                                      : strcmp(domain->schema, schema) == 0;
        if (here && strcmp(domain->name, name) == 0)
            return domain;
    }
    return NULL;
}

bool hd_lint_lists_column(const char *columns, const char *name)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    hd_text_split(scratch, columns == NULL ? "" : columns, ",", &names);
    return hd_strings_contain(&names, name);
}

/* ---- reading ---- */

static void take_relations(hd_lint_catalog *catalog, const hd_rows *rows)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_lint_relation relation = {
            .schema = hd_rows_copy(catalog, rows, i, 1),
            .name = hd_rows_copy(catalog, rows, i, 2),
            .kind = *hd_rows_text_or(rows, i, 3, "?"),
            .visible = hd_rows_bool(rows, i, 4),
            .bytes = hd_rows_int(rows, i, 5),
            .has_default_partition = hd_rows_bool(rows, i, 6),
        };
        hd_vec_push(catalog, &catalog->relations, relation);
    }
}

static hd_lint_relation *relation_of(const hd_lint_catalog *catalog, const hd_rows *rows, size_t i)
{
    return find(catalog, hd_rows_text_or(rows, i, 0, ""), hd_rows_text_or(rows, i, 1, ""));
}

static void take_columns(hd_lint_catalog *catalog, const hd_rows *rows)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_lint_relation *relation = relation_of(catalog, rows, i);
        hd_lint_column column = {
            .name = hd_rows_copy(catalog, rows, i, 2),
            .type = hd_rows_copy(catalog, rows, i, 3),
            .not_null = hd_rows_bool(rows, i, 4),
            .stored = hd_rows_copy(catalog, rows, i, 5),
            .collated = hd_rows_bool(rows, i, 6),
        };
        if (relation != NULL)
            hd_vec_push(catalog, &relation->columns, column);
    }
}

static void take_constraints(hd_lint_catalog *catalog, const hd_rows *rows)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_lint_relation *relation = relation_of(catalog, rows, i);
        hd_lint_constraint constraint = {
            .name = hd_rows_copy(catalog, rows, i, 2),
            .type = *hd_rows_text_or(rows, i, 3, "?"),
            .valid = hd_rows_bool(rows, i, 4),
            .columns = hd_rows_copy(catalog, rows, i, 5),
            .definition = hd_strdup(catalog, hd_rows_text_or(rows, i, 6, "")),
            .referenced = hd_rows_copy(catalog, rows, i, 7),
        };
        if (relation != NULL)
            hd_vec_push(catalog, &relation->constraints, constraint);
    }
}

static void take_indexes(hd_lint_catalog *catalog, const hd_rows *rows)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_lint_relation *relation = relation_of(catalog, rows, i);
        hd_lint_index index = {
            .name = hd_rows_copy(catalog, rows, i, 2),
            .columns = hd_strdup(catalog, hd_rows_text_or(rows, i, 3, "")),
            .valid = hd_rows_bool(rows, i, 4),
            .unique = hd_rows_bool(rows, i, 5),
            .partial = hd_rows_bool(rows, i, 6),
            .computed = hd_rows_bool(rows, i, 7),
            .uses = hd_strdup(catalog, hd_rows_text_or(rows, i, 8, "")),
        };
        if (relation != NULL)
            hd_vec_push(catalog, &relation->indexes, index);
    }
}

static void take_domains(hd_lint_catalog *catalog, const hd_rows *rows)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_lint_domain domain = {
            .schema = hd_rows_copy(catalog, rows, i, 0),
            .name = hd_rows_copy(catalog, rows, i, 1),
            .visible = hd_rows_bool(rows, i, 2),
            .type = hd_rows_copy(catalog, rows, i, 3),
            .constrained = hd_rows_bool(rows, i, 4),
        };
        hd_vec_push(catalog, &catalog->domains, domain);
    }
}

static void take_session(hd_lint_catalog *catalog, const hd_rows *rows)
{
    catalog->time_zone = hd_rows_copy(catalog, rows, 0, 0);
}

hd_error *hd_lint_catalog_read(TALLOC_CTX *ctx, hd_conn *conn, hd_lint_catalog **ret)
{
    static void (*const takes[])(hd_lint_catalog * catalog, const hd_rows *rows) = {
        take_relations, take_columns, take_constraints, take_indexes, take_domains, take_session};
    const hd_statement statements[] = {
        {.sql = hd_sql_migrate_lint_relations},   {.sql = hd_sql_migrate_lint_columns},
        {.sql = hd_sql_migrate_lint_constraints}, {.sql = hd_sql_migrate_lint_indexes},
        {.sql = hd_sql_migrate_lint_domains},     {.sql = "SHOW timezone"},
    };
    HD_SCRATCH(scratch);
    hd_lint_catalog *catalog = hd_new(scratch, hd_lint_catalog);
    hd_rows *rows[HD_COUNT(statements)] = {0};

    HD_TRY(hd_pipeline(scratch, conn, statements, HD_COUNT(statements), rows, NULL));
    catalog->server_version = hd_conn_server_version(conn);
    for (size_t i = 0; i < HD_COUNT(takes); i++)
        takes[i](catalog, rows[i]);
    *ret = talloc_steal(ctx, catalog);
    return NULL;
}

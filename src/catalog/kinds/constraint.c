/* Constraints of tables, without NOT NULL, which columns have. */
#include "base/text.h"
#include "catalog/attached.h"
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("type"),   HD_NEEDED_EXPRESSION("definition"),
    HD_BOOL("deferrable"),    HD_BOOL("deferred"),
    HD_BOOL("not_valid"),     HD_BOOL("not_enforced"),
    HD_ASIDE_LIST("columns"), HD_ASIDE_TEXT("foreign_table"),
    HD_BOOL("inherited"),     HD_TEXT("attached_to"),
    HD_SET("index_options"),  HD_TEXT("index_tablespace"),
    HD_BOOL("clustered"),     HD_TEXT("index_comment"),
};

static const hd_kind *const parents[] = {&hd_kind_table, &hd_kind_foreign_table, NULL};

/* What the key is made of; NULL for what is none. */
static const char *key_of(const hd_fact *constraint)
{
    static const char *const types[] = {"PRIMARY KEY ", "UNIQUE "};
    const char *definition = hd_fact_text(constraint, "definition");

    for (size_t i = 0; i < HD_COUNT(types); i++)
        if (hd_text_starts(definition, types[i]))
            return definition + strlen(types[i]);
    return NULL;
}

/* Of keys of the same columns CREATE TABLE makes only the first, and says nothing. */
static bool is_repeated(const hd_fact *fact)
{
    const hd_fact *table = fact->parent;
    const char *key = key_of(fact);

    if (key == NULL || hd_text_equal(hd_fact_text(fact, "type"), "primary key"))
        return false;
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *other = table->children[i];
        if (other != fact && other->kind == &hd_kind_constraint &&
            hd_text_equal(key_of(other), key) &&
            (hd_text_equal(hd_fact_text(other, "type"), "primary key") ||
             strcmp(other->name, fact->name) < 0))
            return true;
    }
    return false;
}

/* NOT VALID would be ignored in CREATE TABLE, and the index cannot be named there. */
static bool foldable(const hd_fact *fact)
{
    return !is_repeated(fact) && !hd_fact_bool(fact, "not_valid") &&
           !hd_fact_bool(fact, "clustered") && !hd_lacks_attached(fact) &&
           hd_fact_text(fact, "index_comment") == NULL &&
           !hd_text_equal(hd_fact_text(fact, "type"), "foreign key");
}

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const hd_fact *table = fact->parent;
    const char *comment = hd_fact_text(fact, "index_comment");

    (void)ddl;
    if (hd_is_implied(fact))
        return;
    bool partitioned = table->kind == &hd_kind_table && hd_fact_text(table, "partition_key");
    bool check = hd_text_equal(hd_fact_text(fact, "type"), "check");
    bool only = !check && (!partitioned || hd_lacks_attached(fact));
    hd_buf_addf(out, "ALTER TABLE %s%s ADD ", only ? "ONLY " : "", table->identity);
    hd_print_constraint(out, fact);
    hd_buf_add(out, ";\n");
    hd_print_attached(out, fact);
    if (hd_fact_bool(fact, "clustered"))
        hd_buf_addf(out, "ALTER TABLE %s CLUSTER ON %s;\n", table->identity,
                    hd_sql_ident(scratch, fact->name));
    if (comment != NULL)
        hd_buf_addf(out, "COMMENT ON INDEX %s IS %s;\n",
                    hd_sql_qualified(scratch, fact->schema, fact->name),
                    hd_sql_literal(scratch, comment));
}

const hd_kind hd_kind_constraint = {
    .id = HD_KIND_constraint,
    .name = "constraint",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .classid = 2606,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_constraint}},
    .noun = "CONSTRAINT",
    .on_parent = true,
    .fold = HD_FOLD_POSSIBLE,
    .foldable = foldable,
    .create = create,
};

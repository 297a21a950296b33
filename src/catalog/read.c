#include "catalog/read.h"

#include <assert.h>

#include "base/heap.h"
#include "base/text.h"
#include "catalog/build.h"
#include "catalog/expression.h"
#include "catalog/hash.h"
#include "parse/quote.h"
#include "sql.h"

/*
 * Each kind's query gives rows whose columns are found by name:
 *
 *   objid, subid          the object's address in pg_depend, with the kind's classid
 *   parent, parent_sub    the parent's, with the kind's parent_class or column parent_class
 *   schema, name, signature   what the identity is made of
 *   owner                 a role: becomes a fact of kind owner below this one
 *   refers, refers_sub    a relation it is about: becomes an edge of type 'r'
 *   anything else         an attribute of the kind
 *
 * Facts are found by address while edges are made. An address without a fact of its own
 * (a rule _RETURN, a table's row type, an array type, a member of an extension) is replaced
 * by the one that stands for it: holders.sql lists these.
 */
enum {
    CLASS_RELATION = 1259,
    FIRST_SLOTS = 4096,
    MAX_HOPS = 8,
    MAX_BYTES = 32 << 20, /* of answers and facts; those of 1,000 tables */
};

struct address {
    uint32_t classid, objid;
    int32_t subid;
};

struct slot {
    struct address address;
    hd_fact *fact; /* NULL: an alias, or a free slot */
    struct address alias;
    bool used;
};

struct reader {
    hd_builder *builder;
    hd_buf *identity;   /* of the row at hand */
    struct slot *slots; /* open addressing */
    size_t slot_count, used;
    HD_VEC(hd_fact *) schemas;
};

/* ---- addresses ---- */

static size_t slot_of(const struct reader *reader, struct address address)
{
    uint64_t hash = hd_hash_number(hd_hash_number(0, address.classid),
                                   ((uint64_t)address.objid << 32) | (uint32_t)address.subid);
    size_t slot = hash & (reader->slot_count - 1);

    while (reader->slots[slot].used) {
        const struct address *at = &reader->slots[slot].address;
        if (at->classid == address.classid && at->objid == address.objid &&
            at->subid == address.subid)
            break;
        slot = (slot + 1) & (reader->slot_count - 1);
    }
    return slot;
}

static void slots_grow(struct reader *reader)
{
    struct slot *old = reader->slots;
    size_t old_count = reader->slot_count;

    reader->slot_count = old_count == 0 ? FIRST_SLOTS : 2 * old_count;
    reader->slots = hd_new_array(reader, struct slot, reader->slot_count);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].used)
            reader->slots[slot_of(reader, old[i].address)] = old[i];
    talloc_free(old);
}

/* The slot to be filled; one that is used keeps what it has. */
static struct slot *slot_add(struct reader *reader, struct address address)
{
    if (reader->used * 2 >= reader->slot_count)
        slots_grow(reader);
    struct slot *slot = &reader->slots[slot_of(reader, address)];
    if (slot->used)
        return NULL;
    *slot = (struct slot){.address = address, .used = true};
    reader->used++;
    return slot;
}

static hd_fact *fact_at(const struct reader *reader, struct address address)
{
    for (int hops = 0; hops < MAX_HOPS && reader->slot_count > 0; hops++) {
        const struct slot *slot = &reader->slots[slot_of(reader, address)];
        if (slot->used && slot->fact != NULL)
            return slot->fact;
        if (slot->used)
            address = slot->alias;
        else if (address.subid != 0)
            address.subid = 0; /* a column of something whose columns are no facts */
        else
            return NULL;
    }
    return NULL;
}

/* Without stand-ins: a column of an extension's table is no column of the extension. */
static hd_fact *fact_exactly_at(const struct reader *reader, struct address address)
{
    if (reader->slot_count == 0)
        return NULL;
    const struct slot *slot = &reader->slots[slot_of(reader, address)];
    return slot->used ? slot->fact : NULL;
}

/* ---- rows ---- */

enum column_role {
    COLUMN_OBJID,
    COLUMN_SUBID,
    COLUMN_PARENT_CLASS,
    COLUMN_PARENT,
    COLUMN_PARENT_SUB,
    COLUMN_SCHEMA,
    COLUMN_NAME,
    COLUMN_SIGNATURE,
    COLUMN_OWNER,
    COLUMN_REFERS,
    COLUMN_REFERS_SUB,
    COLUMN_ROLES,
};

static const char *const role_names[COLUMN_ROLES] = {
    [COLUMN_OBJID] = "objid",
    [COLUMN_SUBID] = "subid",
    [COLUMN_PARENT_CLASS] = "parent_class",
    [COLUMN_PARENT] = "parent",
    [COLUMN_PARENT_SUB] = "parent_sub",
    [COLUMN_SCHEMA] = "schema",
    [COLUMN_NAME] = "name",
    [COLUMN_SIGNATURE] = "signature",
    [COLUMN_OWNER] = "owner",
    [COLUMN_REFERS] = "refers",
    [COLUMN_REFERS_SUB] = "refers_sub",
};

enum { MAX_ATTRIBUTES = 40 };

/* Rows of one kind, and where in them what stands. */
struct table {
    const hd_kind *kind;
    const hd_rows *rows;
    size_t roles[COLUMN_ROLES];     /* column + 1; 0: not there */
    size_t columns[MAX_ATTRIBUTES]; /* of each attribute: column + 1; 0: not there */
};

static void table_column(struct table *table, size_t column)
{
    const char *name = hd_rows_name(table->rows, column);

    for (size_t i = 0; i < COLUMN_ROLES; i++)
        if (strcmp(role_names[i], name) == 0) {
            table->roles[i] = column + 1;
            return;
        }
    table->columns[hd_attribute_place(table->kind, name)] = column + 1;
}

static const char *cell(const struct table *table, size_t row, enum column_role role)
{
    return table->roles[role] == 0 ? NULL : hd_rows_text(table->rows, row, table->roles[role] - 1);
}

static uint32_t cell_oid(const struct table *table, size_t row, enum column_role role)
{
    return table->roles[role] == 0
               ? 0
               : (uint32_t)hd_rows_int(table->rows, row, table->roles[role] - 1);
}

/* ---- facts ---- */

static hd_fact *schema_of(const struct reader *reader, const char *schema)
{
    for (size_t i = 0; schema != NULL && i < reader->schemas.count; i++)
        if (strcmp(reader->schemas.items[i]->name, schema) == 0)
            return reader->schemas.items[i];
    return NULL;
}

static hd_fact *parent_of(const struct reader *reader, const struct table *table, size_t row)
{
    uint32_t parent_class = table->kind->parent_class;

    if (table->roles[COLUMN_PARENT] == 0)
        return schema_of(reader, cell(table, row, COLUMN_SCHEMA));
    if (parent_class == 0)
        parent_class = cell_oid(table, row, COLUMN_PARENT_CLASS);
    return fact_exactly_at(reader,
                           (struct address){parent_class, cell_oid(table, row, COLUMN_PARENT),
                                            (int32_t)cell_oid(table, row, COLUMN_PARENT_SUB)});
}

static void add_three(hd_buf *buf, const char *first, const char *second, const char *third)
{
    hd_buf_add(buf, first);
    hd_buf_add(buf, second);
    hd_buf_add(buf, third);
}

/* See hd_naming. */
static void identity_add(hd_buf *buf, const struct table *table, size_t row, const hd_fact *parent)
{
    const char *name = cell(table, row, COLUMN_NAME);
    const char *signature = cell(table, row, COLUMN_SIGNATURE);

    switch (table->kind->naming) {
    case HD_NAMING_GLOBAL:
        if (name != NULL)
            hd_sql_add_ident(buf, name);
        break;
    case HD_NAMING_SCHEMA:
        hd_sql_add_ident(buf, cell(table, row, COLUMN_SCHEMA));
        hd_buf_add_char(buf, '.');
        hd_sql_add_ident(buf, name);
        if (signature != NULL)
            add_three(buf, "(", signature, ")");
        break;
    case HD_NAMING_PARENT:
        hd_buf_add(buf, parent->identity);
        if (name != NULL) {
            hd_buf_add_char(buf, '.');
            hd_sql_add_ident(buf, name);
        }
        break;
    case HD_NAMING_TEXT:
        hd_buf_add(buf, name);
        break;
    case HD_NAMING_ABOUT:
        add_three(buf, parent->kind->name, " ", parent->identity);
        if (name != NULL)
            add_three(buf, " ", name, "");
        break;
    }
}

/* In memory that the next call uses again. */
static const char *identity_of(struct reader *reader, const struct table *table, size_t row,
                               const hd_fact *parent)
{
    hd_buf_truncate(reader->identity, 0);
    identity_add(reader->identity, table, row, parent);
    return reader->identity->data;
}

/* Booleans and lists in the form that hd_fact has. NULL when it is the default. */
static const char *value_of(TALLOC_CTX *ctx, const hd_attribute *attribute, const char *text)
{
    hd_strings items = {0};

    switch (attribute->type) {
    case HD_ATTRIBUTE_TEXT:
        return text != NULL && attribute->expression && !hd_expression_is_plain(text)
                   ? hd_expression_keep(ctx, text)
                   : text;
    case HD_ATTRIBUTE_INT:
        return text;
    case HD_ATTRIBUTE_BOOL:
        return text != NULL && *text == 't' ? "true" : NULL;
    case HD_ATTRIBUTE_LIST:
        if (text == NULL || !hd_array_parse(ctx, text, &items) || items.count == 0)
            return NULL;
        return hd_sql_array(ctx, items.items, items.count);
    }
    return text;
}

static void owner_add(struct reader *reader, const hd_fact *fact, const char *role)
{
    hd_buf_truncate(reader->identity, 0);
    add_three(reader->identity, fact->kind->name, " ", fact->identity);
    hd_fact *owner = hd_builder_add(reader->builder, &hd_kind_owner, fact, reader->identity->data,
                                    fact->schema, NULL);

    hd_builder_set(reader->builder, owner, hd_attribute_place(&hd_kind_owner, "role"), role);
}

static void row_add(TALLOC_CTX *scratch, struct reader *reader, const struct table *table,
                    size_t row)
{
    const hd_kind *kind = table->kind;
    hd_fact *parent = parent_of(reader, table, row);

    if (!hd_kind_takes_parent(kind, parent))
        return;
    const char *schema = cell(table, row, COLUMN_SCHEMA);
    hd_fact *fact = hd_builder_add(
        reader->builder, kind, parent, identity_of(reader, table, row, parent),
        schema == NULL && parent != NULL ? parent->schema : schema, cell(table, row, COLUMN_NAME));
    for (size_t i = 0; i < kind->attribute_count; i++)
        if (table->columns[i] != 0)
            hd_builder_set(reader->builder, fact, i,
                           value_of(scratch, &kind->attributes[i],
                                    hd_rows_text(table->rows, row, table->columns[i] - 1)));
    if (kind->classid != 0) {
        struct slot *slot = slot_add(
            reader, (struct address){kind->classid, cell_oid(table, row, COLUMN_OBJID),
                                     (int32_t)cell_oid(table, row, COLUMN_SUBID)});
        if (slot != NULL)
            slot->fact = fact;
    }
    if (kind == &hd_kind_schema)
        hd_vec_push(reader, &reader->schemas, fact);
    if (cell(table, row, COLUMN_OWNER) != NULL)
        owner_add(reader, fact, cell(table, row, COLUMN_OWNER));
    hd_fact *refers = fact_at(reader,
                              (struct address){CLASS_RELATION, cell_oid(table, row, COLUMN_REFERS),
                                               (int32_t)cell_oid(table, row, COLUMN_REFERS_SUB)});
    if (refers != NULL)
        hd_builder_edge(reader->builder, fact, refers, 'r');
}

static void rows_add(struct reader *reader, const hd_kind *kind, const hd_rows *rows)
{
    HD_SCRATCH(scratch);
    struct table table = {.kind = kind, .rows = rows};

    assert(kind->attribute_count <= MAX_ATTRIBUTES);
    for (size_t i = 0; i < hd_rows_columns(rows); i++)
        table_column(&table, i);
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        row_add(scratch, reader, &table, i);
}

/* ---- edges ---- */

static struct address address_at(const hd_rows *rows, size_t row, size_t column)
{
    return (struct address){(uint32_t)hd_rows_int(rows, row, column),
                            (uint32_t)hd_rows_int(rows, row, column + 1),
                            (int32_t)hd_rows_int(rows, row, column + 2)};
}

static void holders_add(struct reader *reader, const hd_rows *rows)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        struct slot *slot = slot_add(reader, address_at(rows, i, 0));
        if (slot != NULL)
            slot->alias = address_at(rows, i, 3);
    }
}

/*
 * Edges that other facts stand for: a partition needs its parent because of its attachment,
 * a sequence the column that owns it because of owned_by, a partition's index that of the
 * parent because of both.
 */
static bool is_told_otherwise(const hd_fact *from, const hd_fact *to, char type)
{
    if (from->kind == &hd_kind_sequence && type == 'a')
        return to->kind == &hd_kind_column || to->kind == &hd_kind_table;
    if (from->kind == &hd_kind_table || from->kind == &hd_kind_foreign_table)
        return type == 'a' && to->kind == &hd_kind_table;
    return (type == 'P' || type == 'S') && from->kind != &hd_kind_trigger;
}

static void edges_add(struct reader *reader, const hd_rows *rows)
{
    enum { TYPE_COLUMN = 6 };

    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_fact *from = fact_at(reader, address_at(rows, i, 0));
        hd_fact *to = fact_at(reader, address_at(rows, i, 3));
        if (from == NULL || to == NULL)
            continue;
        char type = *hd_rows_text(rows, i, TYPE_COLUMN);
        if (!is_told_otherwise(from, to, type))
            hd_builder_edge(reader->builder, from, to, type);
    }
}

/* ---- reading ---- */

/* Statements before those of the kinds, and after. */
enum { BEFORE = 3, AFTER = 3, HOLDERS = 0, DEPENDS = 1 };

static const char begin_sql[] = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

struct questions {
    hd_statement *statements;
    const hd_kind **kinds; /* of each statement; NULL for others */
    size_t count;
};

static void questions_add(struct questions *questions, const char *sql, const hd_kind *kind)
{
    questions->statements[questions->count] = (hd_statement){.sql = sql};
    questions->kinds[questions->count++] = kind;
}

static struct questions questions_make(TALLOC_CTX *ctx, int server_version, const char *exported)
{
    size_t most = hd_kind_count + BEFORE + AFTER;
    struct questions questions = {
        .statements = hd_new_array(ctx, hd_statement, most),
        .kinds = hd_new_array(ctx, const hd_kind *, most),
    };

    questions_add(&questions, begin_sql, NULL);
    if (exported != NULL)
        questions_add(&questions,
                      hd_printf(ctx, "SET TRANSACTION SNAPSHOT %s", hd_sql_literal(ctx, exported)),
                      NULL);
    questions_add(&questions, hd_sql_catalog_settings, NULL);
    for (size_t i = 0; i < hd_kind_count; i++) {
        const char *sql = hd_kind_sql(hd_kinds[i], server_version);
        if (sql != NULL)
            questions_add(&questions, sql, hd_kinds[i]);
    }
    questions_add(&questions, hd_sql_catalog_holders, NULL);
    questions_add(&questions, hd_sql_catalog_depends, NULL);
    questions_add(&questions, "COMMIT", NULL);
    return questions;
}

struct hd_snapshot_reading {
    hd_conn *conn;
    struct questions questions;
    hd_rows **results;
    hd_error *err;
    bool done;
};

static void on_answers(hd_rows *const rows[], size_t count, hd_error *err, void *arg)
{
    hd_snapshot_reading *reading = arg;

    for (size_t i = 0; i < count; i++)
        reading->results[i] = rows[i] == NULL ? NULL : talloc_steal(reading->results, rows[i]);
    reading->err = err == NULL ? NULL : talloc_steal(reading, err);
    reading->done = true;
}

static hd_error *failure_of(TALLOC_CTX *ctx, const hd_snapshot_reading *reading)
{
    const hd_kind *kind = NULL;

    if (hd_conn_is_open(reading->conn) && hd_conn_in_transaction(reading->conn))
        hd_error_free(hd_exec(reading->conn, "ROLLBACK"));
    /* Results come in order: the one that is missing first has failed. */
    for (size_t i = 0; i < reading->questions.count && kind == NULL; i++)
        if (reading->results[i] == NULL)
            kind = reading->questions.kinds[i];
    return hd_error_wrap(talloc_steal(ctx, reading->err), "while reading the catalog%s%s",
                         kind == NULL ? "" : ": ", kind == NULL ? "" : kind->name);
}

static hd_error *build(TALLOC_CTX *ctx, const hd_snapshot_reading *reading, hd_snapshot **ret)
{
    HD_SCRATCH(scratch);
    struct reader *reader = hd_new(scratch, struct reader);
    const struct questions *questions = &reading->questions;
    size_t last = questions->count - AFTER;

    reader->identity = hd_buf_new(reader);
    reader->builder = hd_builder_new(reader, hd_conn_server_version(reading->conn));
    holders_add(reader, reading->results[last + HOLDERS]);
    for (size_t i = 0; i < questions->count; i++)
        if (questions->kinds[i] != NULL)
            rows_add(reader, questions->kinds[i], reading->results[i]);
    edges_add(reader, reading->results[last + DEPENDS]);
    hd_builder *builder = reader->builder;
    return hd_builder_finish(ctx, builder, ret);
}

static hd_error *start(TALLOC_CTX *ctx, hd_conn *conn, const char *exported,
                       hd_snapshot_reading **ret)
{
    HD_TRY(hd_conn_check_version(conn));
    if (hd_conn_in_transaction(conn))
        return hd_error_new(HD_CONFLICT, "the catalog cannot be read inside a transaction");
    hd_snapshot_reading *reading = hd_new(ctx, hd_snapshot_reading);
    reading->conn = conn;
    hd_heap_allow(MAX_BYTES);
    reading->questions = questions_make(reading, hd_conn_server_version(conn), exported);
    reading->results = hd_new_array(reading, hd_rows *, reading->questions.count);
    hd_conn_start_pipeline(reading, conn, reading->questions.statements, reading->questions.count,
                           0, on_answers, reading);
    *ret = reading;
    return NULL;
}

hd_error *hd_snapshot_start(TALLOC_CTX *ctx, hd_conn *conn, hd_snapshot_reading **ret)
{
    return start(ctx, conn, NULL, ret);
}

hd_error *hd_snapshot_finish(TALLOC_CTX *ctx, hd_snapshot_reading *reading, hd_snapshot **ret)
{
    hd_wait(hd_conn_loop(reading->conn), &reading->done);
    hd_error *err = reading->err != NULL ? failure_of(ctx, reading) : build(ctx, reading, ret);
    talloc_free(reading);
    return err;
}

hd_error *hd_snapshot_read(TALLOC_CTX *ctx, hd_conn *conn, hd_snapshot **ret)
{
    return hd_snapshot_read_exported(ctx, conn, NULL, ret);
}

hd_error *hd_snapshot_read_exported(TALLOC_CTX *ctx, hd_conn *conn, const char *exported,
                                    hd_snapshot **ret)
{
    hd_snapshot_reading *reading = NULL;

    HD_TRY(start(ctx, conn, exported, &reading));
    return hd_snapshot_finish(ctx, reading, ret);
}

#include "pg/rows.h"

#include "base/text.h"

struct hd_rows {
    PGresult *pg;
};

static int rows_clear(hd_rows *rows)
{
    PQclear(rows->pg);
    return 0;
}

hd_rows *hd_rows_adopt(TALLOC_CTX *ctx, PGresult *pg)
{
    hd_rows *rows = hd_new(ctx, hd_rows);

    rows->pg = pg;
    talloc_set_destructor(rows, rows_clear);
    return rows;
}

size_t hd_rows_count(const hd_rows *rows)
{
    return (size_t)PQntuples(rows->pg);
}

size_t hd_rows_columns(const hd_rows *rows)
{
    return (size_t)PQnfields(rows->pg);
}

const char *hd_rows_name(const hd_rows *rows, size_t column)
{
    return PQfname(rows->pg, (int)column);
}

const char *hd_rows_text(const hd_rows *rows, size_t row, size_t column)
{
    const char *text = PQgetvalue(rows->pg, (int)row, (int)column);

    /* NULL gives an empty text; most texts are not, and need no second question. */
    return *text == '\0' && PQgetisnull(rows->pg, (int)row, (int)column) ? NULL : text;
}

const char *hd_rows_text_or(const hd_rows *rows, size_t row, size_t column, const char *other)
{
    const char *text = hd_rows_text(rows, row, column);

    return text == NULL || *text == '\0' ? other : text;
}

char *hd_rows_copy(TALLOC_CTX *ctx, const hd_rows *rows, size_t row, size_t column)
{
    const char *text = hd_rows_text(rows, row, column);

    return text == NULL ? NULL : hd_strdup(ctx, text);
}

int64_t hd_rows_int(const hd_rows *rows, size_t row, size_t column)
{
    const char *text = PQgetvalue(rows->pg, (int)row, (int)column);
    bool negative = *text == '-';
    uint64_t number = 0;

    /* A snapshot has a million of these: strtoll() takes five times as long. */
    for (text += negative; *text >= '0' && *text <= '9'; text++)
        number = number * 10 + (uint64_t)(*text - '0');
    return negative ? (int64_t)(0 - number) : (int64_t)number;
}

bool hd_rows_bool(const hd_rows *rows, size_t row, size_t column)
{
    return hd_text_equal(hd_rows_text(rows, row, column), "t");
}

/* The command tag has a count for SELECT, FETCH and the like, too: those touched nothing. */
int64_t hd_rows_affected(const hd_rows *rows)
{
    static const char *const writers[] = {"INSERT", "UPDATE", "DELETE", "MERGE", "COPY"};

    for (size_t i = 0; i < HD_COUNT(writers); i++)
        if (hd_text_starts(PQcmdStatus(rows->pg), writers[i]))
            return strtoll(PQcmdTuples(rows->pg), NULL, 10);
    return 0;
}

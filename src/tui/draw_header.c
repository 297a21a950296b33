#include "base/clock.h"
#include "tui/draw.h"

enum {
    BAR = 20,
    SHORT_BAR = 10,
    WIDE_BAR = 100,
    CURVE = 12,
    WIDE_CURVE = 24,
    WIDE_SCREEN = 120,
    WAIT_BAR = 10,
    LOW = 12,
    LEAST_HELD_S = 10
};

/* Writes items from left to right; one that does not fit is left out whole. */
struct pen {
    hd_screen *grid;
    size_t row, column;
};

static void item(struct pen *pen, const char *label, enum hd_style style, const char *value)
{
    HD_SCRATCH(scratch);
    size_t space = *label == '\0' || *value == '\0' ? 0 : 1;
    hd_screen *probe = hd_screen_new(scratch, 1, pen->grid->columns, pen->grid->ascii);
    size_t width = hd_screen_put(probe, 0, 0, SIZE_MAX, HD_STYLE_PLAIN, label) + space +
                   hd_screen_put(probe, 0, 0, SIZE_MAX, HD_STYLE_PLAIN, value);

    if (pen->column + width > pen->grid->columns)
        return;
    pen->column += hd_screen_put(pen->grid, pen->row, pen->column, SIZE_MAX, HD_STYLE_DIM, label) +
                   space;
    pen->column += hd_screen_put(pen->grid, pen->row, pen->column, SIZE_MAX, style, value) + 2;
}

static struct pen line(hd_screen *grid, size_t row, const char *label)
{
    hd_screen_put(grid, row, 0, SIZE_MAX, HD_STYLE_BOLD, label);
    return (struct pen){grid, row, sizeof("Conn  ") - 1};
}

/* ---- title ---- */

static const char *condition(TALLOC_CTX *ctx, const hd_scene *scene)
{
    if (scene->problem != NULL)
        return scene->model->sample == NULL
                   ? "NO CONNECTION"
                   : hd_printf(ctx, "NO CONNECTION, %s old", hd_duration_text(ctx, scene->age_ms));
    if (scene->paused)
        return hd_printf(ctx, "PAUSED, %s old", hd_duration_text(ctx, scene->age_ms));
    if (scene->late)
        return hd_printf(ctx, "SLOW, %s old", hd_duration_text(ctx, scene->age_ms));
    return scene->model->sample == NULL ? "CONNECTING" : "LIVE";
}

static void draw_title(hd_screen *grid, const hd_scene *scene)
{
    HD_SCRATCH(scratch);
    const hd_sample *sample = scene->model->sample;
    hd_buf *left = hd_buf_new(scratch);
    const char *right = hd_printf(scratch, "every %s  %s  %s ",
                                  hd_duration_text(scratch, scene->interval_ms),
                                  sample == NULL ? "" : sample->clock, condition(scratch, scene));

    hd_buf_addf(left, " howdah top  %s", scene->place);
    if (sample != NULL)
        hd_buf_addf(left, "  %s %s  up %s", sample->in_recovery ? "standby" : "primary",
                    sample->version, hd_show_age(scratch, sample->uptime));
    hd_screen_fill(grid, 0, 0, grid->columns, HD_STYLE_BAR);
    size_t taken = strlen(right);
    hd_screen_put(grid, 0, 0, grid->columns > taken ? grid->columns - taken : 0, HD_STYLE_BAR,
                  left->data);
    hd_screen_put_right(grid, 0, 0, grid->columns, HD_STYLE_BAR, right);
}

/* ---- connections ---- */

static const char *number(TALLOC_CTX *ctx, size_t count, bool bad)
{
    return hd_printf(ctx, "%zu%s", count, bad ? " !" : "");
}

static void draw_connections(hd_screen *grid, const hd_model *model, size_t row)
{
    HD_SCRATCH(scratch);
    const hd_census *census = &model->census;
    const hd_sample *sample = model->sample;
    struct pen pen = line(grid, row, "Conn");
    size_t usable = sample->usable > 0 ? (size_t)sample->usable : 1;
    size_t length = grid->columns >= WIDE_BAR ? BAR : SHORT_BAR;
    size_t filled = census->clients >= usable ? length : census->clients * length / usable;
    char bar[BAR + 1] = "";

    for (size_t i = 0; i < length; i++)
        bar[i] = i < filled ? '#' : '-';
    item(&pen, "", hd_level_style(census->connections),
         hd_printf(scratch, "%zu/%zu usable%s [%s]", census->clients, usable,
                   hd_show_mark(census->connections), bar));
    item(&pen, "active", HD_STYLE_BOLD, number(scratch, census->active, false));
    item(&pen, "idle-tx", census->idle_tx_bad ? HD_STYLE_WARN : HD_STYLE_PLAIN,
         number(scratch, census->idle_tx, census->idle_tx_bad));
    item(&pen, "wait-lock", census->waiting_bad ? HD_STYLE_WARN : HD_STYLE_PLAIN,
         number(scratch, census->waiting, census->waiting_bad));
    item(&pen, "idle", HD_STYLE_PLAIN, number(scratch, census->idle, false));
    item(&pen, "new", HD_STYLE_PLAIN,
         hd_printf(scratch, "%s/s", hd_show_count(scratch, model->rates[HD_COUNTER_SESSIONS])));
}

/* ---- load ---- */

static const char *share(TALLOC_CTX *ctx, double part, double rest, const char *format)
{
    if (part < 0 || rest < 0 || part + rest <= 0)
        return "-";
    return hd_printf(ctx, strcmp(format, "short") == 0 ? "%.1f%%" : "%.2f%%",
                     100 * part / (part + rest));
}

static void draw_load(hd_screen *grid, const hd_model *model, size_t row)
{
    HD_SCRATCH(scratch);
    const double *rates = model->rates;
    double commits = rates[HD_COUNTER_COMMITS];
    double rollbacks = rates[HD_COUNTER_ROLLBACKS];
    struct pen pen = line(grid, row, "Load");

    item(&pen, "tps", HD_STYLE_BOLD,
         hd_printf(scratch, "%s (rb %s)",
                   hd_show_count(scratch, commits < 0 ? -1 : commits + rollbacks),
                   share(scratch, rollbacks, commits, "short")));
    item(&pen, "rows r/w", HD_STYLE_PLAIN,
         hd_printf(scratch, "%s/%s/s", hd_show_count(scratch, rates[HD_COUNTER_ROWS_READ]),
                   hd_show_count(scratch, rates[HD_COUNTER_ROWS_WRITTEN])));
    item(&pen, "hit", HD_STYLE_PLAIN,
         share(scratch, rates[HD_COUNTER_BLOCKS_HIT], rates[HD_COUNTER_BLOCKS_READ], "short"));
    item(&pen, "temp", HD_STYLE_PLAIN,
         hd_printf(scratch, "%s/s", hd_show_bytes(scratch, rates[HD_COUNTER_TEMP_BYTES])));
    item(&pen, "WAL", HD_STYLE_PLAIN,
         hd_printf(scratch, "%s/s", hd_show_bytes(scratch, rates[HD_COUNTER_WAL_BYTES])));
    if (rates[HD_COUNTER_DEADLOCKS] > 0)
        item(&pen, "deadlocks", HD_STYLE_WARN,
             hd_printf(scratch, "%.1f/s !", rates[HD_COUNTER_DEADLOCKS]));
    item(&pen, "ckpt", HD_STYLE_PLAIN,
         hd_printf(scratch, "%s ago", hd_show_age(scratch, model->sample->checkpoint_age)));
}

static void draw_curves(hd_screen *grid, const hd_model *model, size_t row)
{
    HD_SCRATCH(scratch);
    static const char *const names[HD_CURVE_COUNT] = {
        [HD_CURVE_TRANSACTIONS] = "tps", [HD_CURVE_WRITTEN] = "written", [HD_CURVE_WAL] = "WAL",
        [HD_CURVE_ACTIVE] = "active",    [HD_CURVE_WAITING] = "waiting",
    };
    static const enum hd_curve order[] = {HD_CURVE_TRANSACTIONS, HD_CURVE_ACTIVE, HD_CURVE_WAITING,
                                          HD_CURVE_WAL, HD_CURVE_WRITTEN};
    size_t width = grid->columns >= WIDE_SCREEN ? WIDE_CURVE : CURVE;
    struct pen pen = line(grid, row, "Curve");

    for (size_t i = 0; i < HD_COUNT(order); i++)
        item(&pen, names[order[i]], HD_STYLE_ACCENT,
             hd_show_curve(scratch, model->history[order[i]], model->history_count, width,
                           grid->ascii));
}

/* ---- risk: the reports of the doctor ---- */

static const char *value_of(const hd_model *model, enum hd_rule rule, const char *column)
{
    const hd_rows *rows = model->sample->asked[rule];
    const char *value = NULL;

    if (rows != NULL && hd_rows_count(rows) > 0)
        value = hd_rules_value(model->rules->reports[rule], rows, 0, column);
    return value == NULL ? "" : value;
}

/* Of all rows; each report has its worst first, but what is worst may depend on two columns. */
static enum hd_level level_of(const hd_model *model, enum hd_rule rule)
{
    const hd_rows *rows = model->sample->asked[rule];
    enum hd_level worst = HD_LEVEL_OK;

    for (size_t i = 0; rows != NULL && i < hd_rows_count(rows); i++) {
        enum hd_level level = hd_rules_level(model->rules->reports[rule], rows, i);
        worst = level > worst ? level : worst;
    }
    return worst;
}

static size_t count_of(const hd_model *model, enum hd_rule rule)
{
    return model->sample->asked[rule] == NULL ? 0 : hd_rows_count(model->sample->asked[rule]);
}

static void risk(struct pen *pen, const char *label, enum hd_level level, const char *value)
{
    HD_SCRATCH(scratch);

    item(pen, label, hd_level_style(level), hd_printf(scratch, "%s%s", value, hd_show_mark(level)));
}

static const char *standbys(TALLOC_CTX *ctx, const hd_model *model)
{
    const char *behind = value_of(model, HD_RULE_REPLICATION, "not_replayed");

    return hd_printf(ctx, "%s %s", value_of(model, HD_RULE_REPLICATION, "name"),
                     *behind == '\0' ? "?" : hd_show_bytes(ctx, strtod(behind, NULL)));
}

static void draw_risk(hd_screen *grid, const hd_model *model, size_t row)
{
    HD_SCRATCH(scratch);
    struct pen pen = line(grid, row, "Risk");
    const char *held = value_of(model, HD_RULE_XMIN, "held");

    /* Every statement holds it for a moment. */
    if (count_of(model, HD_RULE_XMIN) > 0 && (*held == '\0' || strtod(held, NULL) >= LEAST_HELD_S))
        risk(&pen, "xmin held by", level_of(model, HD_RULE_XMIN),
             hd_printf(scratch, "%s %s %s", value_of(model, HD_RULE_XMIN, "holder"),
                       value_of(model, HD_RULE_XMIN, "name"),
                       *held == '\0' ? "" : hd_show_age(scratch, strtod(held, NULL))));
    risk(&pen, "xid", level_of(model, HD_RULE_WRAPAROUND),
         hd_printf(scratch, "%.0f%%",
                   strtod(value_of(model, HD_RULE_WRAPAROUND, "xid_used"), NULL)));
    item(&pen, "mxid", HD_STYLE_PLAIN,
         hd_printf(scratch, "%.0f%%",
                   strtod(value_of(model, HD_RULE_WRAPAROUND, "multixact_used"), NULL)));
    if (count_of(model, HD_RULE_SLOTS) > 0)
        risk(&pen, "slots", level_of(model, HD_RULE_SLOTS),
             hd_printf(scratch, "%zu", count_of(model, HD_RULE_SLOTS)));
    if (count_of(model, HD_RULE_REPLICATION) > 0)
        risk(&pen, "standby", level_of(model, HD_RULE_REPLICATION), standbys(scratch, model));
    if (count_of(model, HD_RULE_STANDBY) > 0)
        risk(&pen, "replay", level_of(model, HD_RULE_STANDBY),
             value_of(model, HD_RULE_STANDBY, "verdict"));
    if (strcmp(value_of(model, HD_RULE_ARCHIVER, "mode"), "off") != 0)
        risk(&pen, "archiver", level_of(model, HD_RULE_ARCHIVER),
             strtod(value_of(model, HD_RULE_ARCHIVER, "failing"), NULL) > 0 ? "failing" : "ok");
}

static void draw_waits(hd_screen *grid, const hd_model *model, size_t row)
{
    HD_SCRATCH(scratch);
    struct pen pen = line(grid, row, "Waits");
    hd_waits waits = {0};
    char bar[WAIT_BAR + 1] = "";

    hd_model_waits(scratch, model, &waits);
    for (size_t i = 0; i < waits.count; i++) {
        size_t len = waits.items[i].sessions < WAIT_BAR ? waits.items[i].sessions : WAIT_BAR;
        memset(bar, '#', len);
        bar[len] = '\0';
        item(&pen, hd_printf(scratch, "%s %zu", waits.items[i].name, waits.items[i].sessions),
             strncmp(waits.items[i].name, "Lock:", strlen("Lock:")) == 0 ? HD_STYLE_WARN
                                                                         : HD_STYLE_ACCENT,
             bar);
    }
    if (waits.count == 0)
        item(&pen, "nobody works", HD_STYLE_PLAIN, "");
}

size_t hd_draw_header(hd_screen *grid, const hd_scene *scene)
{
    /* The last of them go first when the screen is low. */
    static void (*const lines[])(hd_screen *, const hd_model *, size_t) = {
        draw_connections, draw_load, draw_risk, draw_waits, draw_curves};
    size_t spare = scene->plain ? HD_COUNT(lines) : grid->rows > LOW ? grid->rows - LOW : 0;
    size_t row = 1;

    draw_title(grid, scene);
    for (size_t i = 0; i < HD_COUNT(lines) && i < spare + 1 && scene->model->sample != NULL; i++)
        lines[i](grid, scene->model, row++);
    return row;
}

/* Who has other privileges on an object than by default. */
#include "catalog/grant.h"
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_TEXT("member"),
    HD_TEXT("grantee"),
    HD_LIST("privileges"),
    HD_LIST("default"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const char *member = hd_fact_text(fact, "member");
    const char *grantee = hd_fact_text(fact, "grantee");
    hd_buf *object = hd_buf_new(scratch);
    hd_buf *columns = hd_buf_new(scratch);

    (void)ddl;
    /* What an extension made is no fact; the extension stands for it. */
    if (member != NULL)
        hd_buf_add(object, member);
    else
        hd_print_grant_object(object, columns, fact->parent);
    hd_print_grants(out, fact, "", object->data, grantee == NULL ? fact->name : grantee,
                    columns->data);
}

const hd_kind hd_kind_privilege = {
    .id = HD_KIND_privilege,
    .name = "privilege",
    .tier = 1,
    .naming = HD_NAMING_ABOUT,
    .needs_parent = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_privilege}},
    .create = create,
};

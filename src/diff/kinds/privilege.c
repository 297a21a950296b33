/* Privileges: the difference between two lists. */
#include "catalog/grant.h"
#include "diff/rule.h"

static void print(hd_buf *out, const hd_fact *fact, const char *from, const char *to)
{
    HD_SCRATCH(scratch);
    const char *member = hd_fact_text(fact, "member");
    const char *grantee = hd_fact_text(fact, "grantee");
    hd_buf *object = hd_buf_new(scratch);
    hd_buf *columns = hd_buf_new(scratch);

    if (member != NULL)
        hd_buf_add(object, member);
    else
        hd_print_grant_object(object, columns, fact->parent);
    hd_print_grant_change(out, from, to, "", object->data, grantee == NULL ? fact->name : grantee,
                          columns->data);
}

static void alter(hd_buf *out, const hd_change *change)
{
    print(out, change->new, hd_fact_text(change->old, "privileges"),
          hd_fact_text(change->new, "privileges"));
}

static void drop(hd_buf *out, const hd_change *change)
{
    print(out, change->old, hd_fact_text(change->old, "privileges"),
          hd_fact_text(change->old, "default"));
}

const hd_rule hd_rule_privilege = {
    .in_place = (const char *const[]){"privileges", "default", NULL},
    .alter = alter,
    .drop = drop,
};

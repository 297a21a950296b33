#include "cli/listing.h"

#include "base/text.h"

static bool is_row(const hd_listing *listing, const hd_node *node)
{
    return listing->rows != NULL && hd_strings_contain(listing->rows, node->revision->id);
}

void hd_listing_print(const hd_listing *listing)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    for (size_t i = 0; i < listing->nodes.count; i++) {
        const hd_node *node = listing->nodes.items[i];

        if (listing->verbose) {
            hd_describe_long(out, node, is_row(listing, node));
        } else {
            hd_describe_line(out, node, listing->parts, is_row(listing, node));
            hd_buf_add_char(out, '\n');
        }
    }
    fwrite(out->data, 1, out->len, stdout);
}

void hd_listing_json(hd_json *json, const hd_listing *listing)
{
    hd_json_key(json, "revisions");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < listing->nodes.count; i++) {
        const hd_node *node = listing->nodes.items[i];
        bool current = is_row(listing, node);

        hd_describe_json(json, node, listing->rows == NULL ? NULL : &current);
    }
    hd_json_end(json);
}

void hd_app_list(const hd_app *app, const hd_listing *listing)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    if (!app->json) {
        hd_listing_print(listing);
        return;
    }
    hd_json_begin(&json, '{');
    hd_listing_json(&json, listing);
    hd_json_end(&json);
    fwrite(out->data, 1, out->len, stdout);
}

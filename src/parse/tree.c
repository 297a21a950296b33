#include "parse/tree.h"

#include <dlfcn.h>
#include <pg_query.h>
#include <pthread.h>

#include "parse/cursor.h"

/*
 * Packing, unpacking and freeing a tree recurse once for each level, with 1 to 3 kB of stack
 * each, and a level can cost as little as one token ("- - - 1"). The stack is only
 * reserved: pages that are not used cost nothing.
 */
enum { MAX_TOKENS = 20000, STACK_BYTES = 128 * 1024 * 1024, MAX_WALK_DEPTH = 10000 };

static struct {
    bool tried;
    PgQueryProtobufParseResult (*parse)(const char *input);
    void (*free_result)(PgQueryProtobufParseResult result);
    PgQuery__ParseResult *(*unpack)(ProtobufCAllocator *allocator, size_t len, const uint8_t *data);
    void (*free_tree)(PgQuery__ParseResult *tree, ProtobufCAllocator *allocator);
} library;

/* A function pointer cannot be made from what dlsym gives by a cast that ISO C allows. */
static bool symbol_find(void *handle, const char *name, void *ret)
{
    void *address = dlsym(handle, name);

    memcpy(ret, &address, sizeof(address));
    return address != NULL;
}

static bool library_open(void)
{
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;

    pthread_mutex_lock(&once);
    if (!library.tried) {
        void *handle = dlopen(HOWDAH_PG_QUERY_LIBRARY, RTLD_NOW | RTLD_LOCAL);

        library.tried = true;
        if (handle == NULL ||
            !symbol_find(handle, "pg_query_free_protobuf_parse_result", &library.free_result) ||
            !symbol_find(handle, "pg_query__parse_result__unpack", &library.unpack) ||
            !symbol_find(handle, "pg_query__parse_result__free_unpacked", &library.free_tree) ||
            !symbol_find(handle, "pg_query_parse_protobuf", &library.parse))
            library.parse = NULL;
    }
    pthread_mutex_unlock(&once);
    return library.parse != NULL;
}

struct job {
    const char *text;
    hd_tree_fn *use;
    void *arg;
    hd_tree_fault fault;
    bool parsed;
};

static void use_result(struct job *job, const PgQueryProtobufParseResult *result)
{
    PgQuery__ParseResult *tree = library.unpack(NULL, result->parse_tree.len,
                                                (const uint8_t *)result->parse_tree.data);

    if (tree == NULL)
        return;
    const hd_tree *statement = tree->n_stmts == 1 ? hd_tree_of_node(tree->stmts[0]->stmt) : NULL;
    if (statement != NULL) {
        job->parsed = true;
        job->use(statement, job->arg);
    }
    library.free_tree(tree, NULL);
}

static hd_tree_fault fault_of(const PgQueryError *error)
{
    hd_tree_fault fault = {.position = error->cursorpos > 0 ? (size_t)error->cursorpos : 0};

    snprintf(fault.message, sizeof(fault.message), "%s", error->message);
    return fault;
}

static void *on_thread(void *arg)
{
    struct job *job = arg;
    PgQueryProtobufParseResult result = library.parse(job->text);

    if (result.error == NULL)
        use_result(job, &result);
    else
        job->fault = fault_of(result.error);
    library.free_result(result);
    return NULL;
}

static bool is_short(const char *text, size_t len)
{
    hd_cursor cursor = hd_cursor_at(text, 0, len);
    size_t count = 0;

    while (cursor.token.kind != HD_TOKEN_END && count++ < MAX_TOKENS)
        hd_cursor_step(&cursor);
    return cursor.token.kind == HD_TOKEN_END;
}

bool hd_tree_parse(const char *text, size_t len, hd_tree_fn *use, void *arg)
{
    hd_tree_fault fault;

    return hd_tree_parse_or_say(text, len, use, arg, &fault);
}

bool hd_tree_parse_or_say(const char *text, size_t len, hd_tree_fn *use, void *arg,
                          hd_tree_fault *fault)
{
    HD_SCRATCH(scratch);
    pthread_attr_t attributes;
    pthread_t thread;

    *fault = (hd_tree_fault){0};
    if (!is_short(text, len) || !library_open())
        return false;
    struct job job = {.text = hd_strndup(scratch, text, len), .use = use, .arg = arg};
    pthread_attr_init(&attributes);
    bool started = pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
                   pthread_create(&thread, &attributes, on_thread, &job) == 0;
    pthread_attr_destroy(&attributes);
    if (started)
        pthread_join(thread, NULL);
    *fault = job.fault;
    return started && job.parsed;
}

bool hd_tree_is(const hd_tree *tree, const char *short_name)
{
    return strcmp(tree->descriptor->short_name, short_name) == 0;
}

const hd_tree *hd_tree_of_node(const PgQuery__Node *node)
{
    /* Every member of the union is a pointer to a message. */
    return node == NULL || node->node_case == PG_QUERY__NODE__NODE__NOT_SET ? NULL
                                                                            : &node->alias->base;
}

static void walk(const hd_tree *tree, hd_tree_visit_fn *visit, void *arg, int depth);

static void walk_field(const hd_tree *tree, const ProtobufCFieldDescriptor *field,
                       hd_tree_visit_fn *visit, void *arg, int depth)
{
    const char *bytes = (const char *)tree;
    const void *member = bytes + field->offset;
    const void *quantifier = bytes + field->quantifier_offset;

    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        const hd_tree *const *items = *(const hd_tree *const *const *)member;
        for (size_t i = 0; i < *(const size_t *)quantifier; i++)
            walk(items[i], visit, arg, depth);
        return;
    }
    bool is_other_case = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
                         *(const uint32_t *)quantifier != field->id;
    const hd_tree *child = is_other_case ? NULL : *(const hd_tree *const *)member;
    if (child != NULL)
        walk(child, visit, arg, depth);
}

static void walk(const hd_tree *tree, hd_tree_visit_fn *visit, void *arg, int depth)
{
    if (depth >= MAX_WALK_DEPTH || !visit(tree, arg))
        return;
    for (unsigned i = 0; i < tree->descriptor->n_fields; i++)
        if (tree->descriptor->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            walk_field(tree, &tree->descriptor->fields[i], visit, arg, depth + 1);
}

void hd_tree_walk(const hd_tree *tree, hd_tree_visit_fn *visit, void *arg)
{
    walk(tree, visit, arg, 0);
}

/* Runs a fuzz target over the files of a folder: replay FOLDER. */
#include "base/file.h"
#include "fuzz.h"

enum { MAX_INPUT_BYTES = 1 << 20 };

/* Inputs may hold any byte, so hd_file_read, which wants text, cannot read them. */
static void run_file(const char *path)
{
    HD_SCRATCH(scratch);
    uint8_t *bytes = hd_new_array(scratch, uint8_t, MAX_INPUT_BYTES);
    FILE *file = fopen(path, "rb");

    FUZZ_CHECK(file != NULL);
    size_t count = fread(bytes, 1, MAX_INPUT_BYTES, file);
    fclose(file);
    /* malloc, and just this size, so that the sanitizer sees a read beyond the end. */
    uint8_t *exact = malloc(count == 0 ? 1 : count);
    FUZZ_CHECK(exact != NULL);
    memcpy(exact, bytes, count);
    LLVMFuzzerTestOneInput(exact, count);
    free(exact);
}

int main(int argc, char *argv[])
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    FUZZ_CHECK(argc == 2);
    hd_error *err = hd_dir_list(scratch, argv[1], &names);
    FUZZ_CHECK(err == NULL && names.count > 0);
    for (size_t i = 0; i < names.count; i++)
        run_file(hd_path_join(scratch, argv[1], names.items[i]));
    printf("%zu inputs\n", names.count);
    return 0;
}

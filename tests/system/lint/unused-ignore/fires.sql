-- howdah: lint-ignore drop-table it was empty
SELECT 1;
-- howdah: lint-ignore no-such-rule why not
SELECT 2;

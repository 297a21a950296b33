-- howdah: lint-ignore drop-table it is empty
DROP TABLE t;

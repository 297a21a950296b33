SELECT * FROM base;

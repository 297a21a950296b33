-- needs: postgres_fdw
-- needs: file_fdw
CREATE EXTENSION postgres_fdw;
CREATE SERVER r FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h', fetch_size '5');
CREATE FOREIGN TABLE ft (a integer OPTIONS (column_name 'x')) SERVER r OPTIONS (table_name 'tt');

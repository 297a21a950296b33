CREATE EXTENSION file_fdw;
CREATE EXTENSION postgres_fdw;
CREATE SERVER r FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h', fetch_size '50', use_remote_estimate 'true');
CREATE FOREIGN TABLE ft (a integer, b text) SERVER r OPTIONS (table_name 'uu', schema_name 's');
CREATE SERVER f FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE words (w text) SERVER f OPTIONS (filename '/dev/null', format 'csv');
CREATE USER MAPPING FOR CURRENT_USER SERVER r OPTIONS (user 'x');

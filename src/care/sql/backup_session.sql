-- Settings under which rows have the same text, and hash, everywhere.
-- params:  none
-- columns: none
-- source:  PostgreSQL documentation, "Client Connection Defaults"; since 12
SET search_path = ''; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
SET extra_float_digits = 1; SET bytea_output = 'hex'; SET xmlbinary = 'base64'; SET lc_monetary = 'C';
SET row_security = off; SET quote_all_identifiers = off; SET jit = off

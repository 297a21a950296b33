CREATE TABLE t (id integer, who name);
CREATE TABLE u (id integer, who name);
ALTER TABLE u ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON u FOR SELECT TO howdah_reader USING (who = current_user);

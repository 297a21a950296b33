SELECT tableoid::regclass, at, unit, value FROM measured WHERE tableoid <> 'apart'::regclass ORDER BY value;
SELECT why FROM guessed ORDER BY why;
SELECT value FROM apart;

SELECT size::integer FROM word;

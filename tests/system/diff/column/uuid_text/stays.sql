SELECT c.id, p.id::text FROM c JOIN p ON c.p = p.id;

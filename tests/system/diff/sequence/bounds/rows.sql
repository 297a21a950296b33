SELECT nextval('s'), nextval('n'), nextval('d');

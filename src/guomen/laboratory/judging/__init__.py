"""Results in a file against limits: columns proposed, rows read one by one, statements out. No tables of its own."""

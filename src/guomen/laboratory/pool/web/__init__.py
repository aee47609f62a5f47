"""Pages of the pool: the public list of tests, the directory, routing, outside reports, orders."""

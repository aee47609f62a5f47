"""The machine that the program runs on: its embedded database, its web server and worker, its first start."""

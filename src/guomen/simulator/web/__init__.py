"""The simulator's page: what another policy would do, tried while one waits."""

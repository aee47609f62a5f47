"""Control orders: an officer's conditions and what they order (布控指令), for a time, on a ground."""

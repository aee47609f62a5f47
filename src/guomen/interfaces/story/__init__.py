"""A consignment's story: every deed that the ledger holds of it, told with what each room knows of the deed."""

"""The auditor's pages: the ledger by subject, officer, kind and period; one entry with its seal; the export."""

"""The reference browser: goods with what the law asks of them, measures with their history, policies."""

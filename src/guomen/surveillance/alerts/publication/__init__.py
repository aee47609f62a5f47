"""An alert on its way out: as CAP, as an e-mail, in feeds; to a webhook, a mailbox, a folder."""

"""What decisions does on hearing from targeting, inspection and the laboratory."""

"""What programmes do on hearing of samples and results."""

"""What targeting does on hearing."""

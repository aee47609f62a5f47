"""What is known of programmes."""

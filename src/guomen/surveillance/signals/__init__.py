"""The radar: risk information from every source, normalised, linked, counted; what falls quiet is itself a warning."""

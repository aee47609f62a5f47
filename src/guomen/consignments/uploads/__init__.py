"""Files that people upload, between choosing and lodging and for a while after."""

"""What is done to models: registering, promoting with a second signature, retiring; and noting what was found."""

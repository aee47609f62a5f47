"""The public list of batches that were returned or destroyed, with its corrections."""

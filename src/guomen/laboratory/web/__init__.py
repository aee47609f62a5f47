"""Screens of the laboratory: the queue of samples, a sample's whole life, the label on the bag."""

"""Offices and actors: who works where, who may do what, who sees whose business."""

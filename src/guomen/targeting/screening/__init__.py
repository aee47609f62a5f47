"""Screening a file in bulk: chunks of whole declarations over processes, one file of decisions out."""

"""Sampling plans: ISO 2859-1 (GB/T 2828.1) by attributes, and detection by the hypergeometric law (ISPM 31)."""

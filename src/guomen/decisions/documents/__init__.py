"""Papers: what a certificate says, before it is printed (Typst) and sealed (kernel.documents)."""

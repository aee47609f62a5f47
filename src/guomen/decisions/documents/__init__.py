"""Papers: how a certificate is printed (Typst), sealed (PAdES) and kept (by its own hash).

Words: *paper* (what a certificate says, before it is printed), *seal* (the agency's signature inside the PDF).
"""

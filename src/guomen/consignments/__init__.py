"""What is declared: declarations arrive in any layout, are read exactly or refused with reasons, and are kept.

Words: *declaration* (what a sender says of a consignment, in one version), *consignment* (the goods under one
sender's reference, through all versions), *goods line* (one item of one version), *layout* (how a sender arranges
columns), *fault* (one thing that is wrong, where, and what to do).
Neighbours: catalogue and parties below; targeting above listens to what is lodged here.
"""

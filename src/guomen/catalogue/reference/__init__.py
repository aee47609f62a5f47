"""Reading `reference/`: dated, sourced CSV files with strict headers, and bringing the database up to them.

Words: *file* (its columns, key and references are described in `files`), *row* (one line, typed), *difference*
(what loading would add, change or end). Nothing is loaded while anything is wrong.
"""

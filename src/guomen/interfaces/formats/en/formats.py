"""Dates as ISO 8601 writes them, to the minute, and numbers in groups of three: the same in both languages."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = ","
DECIMAL_SEPARATOR = "."
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d"]

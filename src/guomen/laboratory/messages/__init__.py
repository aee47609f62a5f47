"""What instruments send: files and messages, read by a profile that a laboratory manager writes without code.

Words: *profile* (how one instrument's layout is read: which field is the sample, the code, the value, the unit; which
code means which analyte), *message* (what arrived, kept as it came), *message line* (one value: applied, held with its
fault, or dismissed with a reason). ASTM E1394 / LIS2-A2, HL7 v2 ORU, CSV, XLSX, JSON.
"""

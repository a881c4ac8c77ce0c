"""What people say of a text's ledger: corrections of a machine's answer, and labellings of their own.

Everything here is pure. A label belongs to a stretch of one text, by offsets, and to no report: so what a person said
holds for whatever engine reads the text again, and can be laid over its answer anew.
"""

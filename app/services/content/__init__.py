"""Give the content pack and the workbook as one organisation and one person read them.

The organisation's own names are put in. What each person has read is kept for them alone.
"""

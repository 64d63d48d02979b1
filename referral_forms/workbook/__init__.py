"""The whole workbook as one PDF file: what the pages say, in their words and their order.

Values in, paper out, like the rest of this library: it reads no database, no key and no clock.
`say` and `say_more` turn an edition into blocks, `layout` puts blocks on sheets, `drawing` reads
the pictures of the pack, `pdf` draws. Of people it holds the organisation's name and titles alone.
"""

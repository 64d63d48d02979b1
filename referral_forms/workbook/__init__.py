"""The whole workbook as one PDF file: what the pages say, in their words and their order.

Values in, paper out, like the rest of this library: it reads no database, no key and no clock.
`chapter_blocks` and `workbook_blocks` turn an edition into blocks, `block_layout` puts blocks on
sheets, `svg_drawing` reads the pictures of the pack, `workbook_pdf` draws. Of people it holds the
organisation's name and titles alone.
"""

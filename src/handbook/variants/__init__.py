"""Variants of one manuscript: what each of them shows, and what can go wrong with that.

0 condition  for which variants a thing is meant: a small language, parsed and evaluated
1 hiding     a book without what is not meant for a variant
1 filling    values of a variant put where the text names them
2 choosing   the book of one variant
2 selecting  the record of a book as one variant shows it
3 matrix     what each variant contains
2 rules      what must hold of conditions and of what they leave
"""

"""The book against PDF/UA-1 and PDF/A-2a, judged by veraPDF.

1 guide     the examples of docs/writing.md as one book
1 verapdf   ask veraPDF for its verdicts
2 canaries  copies of a small book, each broken in one way, that must fail
3 __main__  prove the validator, then the book
"""

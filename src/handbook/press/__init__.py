"""Pages to sheets of paper: what stands where, so that it comes out right when it is cut.

0 imposition where each card stands, front and back; where the knife goes
1 sheets     cards drawn on their sheets, with marks to cut by  [pikepdf]
"""

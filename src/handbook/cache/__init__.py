"""What was made before, kept on disk: losing any of it costs time, never truth.

0 record the values of the model as JSON, and back
0 shelf  keeps what was made under the hash of what decided it
1 memory what texts were parsed to, here and on the shelf
"""

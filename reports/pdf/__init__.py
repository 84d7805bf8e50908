"""Papers as tagged PDF (PDF/UA-1).

layout.py    HTML laid out by WeasyPrint
tags.py      the tags of what was laid out, made whole
sections.py  sections of a paper laid out in several processes, and kept
merge.py     sections joined into one file by pikepdf
paper.py     a paper's content as PDF
check.py     whether the tags of a file hold together
"""

"""Work that is done outside of requests: the worker, and how far what it does is.

worker.py    whether a worker is there, handing work over to it, what was lost with one
progress.py  how far something is, with a sign of life from whoever does it
"""

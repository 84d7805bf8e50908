"""One module for each kind of file that an import reads, and what they share."""

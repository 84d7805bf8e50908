"""A trust asks to be set up here, and the operator of the installation says yes or no."""

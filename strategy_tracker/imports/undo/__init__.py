"""Takes an import back."""

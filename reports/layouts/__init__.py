"""The ready layouts, as data (TOML), and reading a layout from such data."""

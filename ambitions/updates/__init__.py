"""Updates: what is asked, answered, checked, submitted and approved."""

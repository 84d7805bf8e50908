"""A person's page: what they lead and must answer, and handing it over."""

"""The HTTP side: routes, problems, keys, metrics and the page."""

"""Who may come in: local accounts, logins, sessions, keys of programs, and an OpenID Connect provider."""

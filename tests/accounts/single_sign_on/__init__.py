"""Signing in through a real OpenID provider, on this machine."""

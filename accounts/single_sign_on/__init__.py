"""Sign-in through a hospital or a university by OpenID Connect (docs/single-sign-on.md)."""

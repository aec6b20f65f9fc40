"""Warn of identity providers that may sign people in to accounts they have not proven."""

from django.core import checks

from accounts.single_sign_on.configured import configured_apps


@checks.register(checks.Tags.security, deploy=True)
def check_vouched_domains(**_: object) -> list[checks.CheckMessage]:
    """Return a warning for each provider whose addresses count though it did not verify them."""
    return [
        checks.Warning(
            f"OIDC_{app['provider_id'].upper()}_VOUCHED_DOMAINS is set: {app['name']} signs in as "
            f"any account with an address at {', '.join(domains)}, "
            "also where it says that it has not verified the address.",
            hint="Keep it only if the provider gives addresses there to their owners alone.",
            id="config.W001",
        )
        for app in configured_apps()
        if (domains := app["settings"]["verified_email"])
    ]

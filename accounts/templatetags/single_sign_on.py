"""What pages say about signing in through a hospital or a university."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django import template

from accounts.models import User
from accounts.single_sign_on import only
from accounts.single_sign_on.configured import configured_apps
from accounts.single_sign_on.identities import Identity, identities_of

register = template.Library()


@register.simple_tag(takes_context=True)
def single_sign_on_providers(context: template.Context) -> list[Any]:
    """Return the providers, in the order of the environment."""
    return list(get_adapter().list_providers(context["request"]))


@register.simple_tag(takes_context=True)
def unconnected_providers(context: template.Context, user: User) -> list[Any]:
    """Return the providers that do not know the person yet."""
    connected = SocialAccount.objects.filter(user=user).values_list("provider", flat=True)
    providers = single_sign_on_providers(context)
    return [provider for provider in providers if provider.sub_id not in set(connected)]


@register.simple_tag(takes_context=True)
def other_ways_are_open(context: template.Context) -> bool:
    """Return whether the reader may sign in by code, password or passkey."""
    return only.may_use_other_ways(context["request"].user)


@register.simple_tag
def identities(user: User) -> list[Identity]:
    """Return as whom providers know the person."""
    return identities_of(user)


@register.simple_tag
def employee_numbers(user: User | None) -> list[Identity]:
    """Return the identities of a person that have an employee number."""
    if user is None or not has_providers():
        return []
    return [identity for identity in identities_of(user) if identity.employee_number]


@register.simple_tag
def has_providers() -> bool:
    """Return whether anybody can sign in through a provider."""
    return bool(configured_apps())

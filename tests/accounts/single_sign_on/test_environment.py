"""How the environment names providers, and what a mistake there says."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.single_sign_on import read_providers
from config.trusted_providers import check_vouched_domains
from config.variables import Variables

VARIABLES = {
    "OIDC_PROVIDERS": "hospital,uni",
    "OIDC_HOSPITAL_NAME": "Northshore Hospital",
    "OIDC_HOSPITAL_ISSUER": "https://login.hospital.example/realms/staff",
    "OIDC_HOSPITAL_CLIENT_ID": "waymark",
    "OIDC_HOSPITAL_CLIENT_SECRET": "a secret",
    "OIDC_UNI_NAME": "Northshore University",
    "OIDC_UNI_ISSUER": "https://id.uni.example:8443",
    "OIDC_UNI_CLIENT_ID": "9",
    "OIDC_UNI_CLIENT_SECRET": "b secret",
    "OIDC_UNI_CLIENT_AUTHENTICATION": "client_secret_post",
    "OIDC_UNI_SCOPES": "openid,email,staff",
    "OIDC_UNI_OTHER_ORIGINS": "https://graph.example",
    "OIDC_UNI_EMPLOYEE_NUMBER_CLAIM": "number",
    "OIDC_UNI_GROUPS_CLAIM": "groups",
    "OIDC_UNI_GROUPS": "Ward 7=ward-7,cn=nurses=nurses",
    "OIDC_UNI_TRUST_VERIFIED_ADDRESSES": "on",
    "OIDC_UNI_VOUCHED_DOMAINS": "uni.example",
}


def read(**more: str) -> list[dict]:
    env = Variables()
    env.ENVIRON = VARIABLES | more
    return read_providers(env)


def test_providers_are_read_whole():
    assert read() == [
        {
            "provider_id": "hospital",
            "name": "Northshore Hospital",
            "client_id": "waymark",
            "secret": "a secret",
            "settings": {
                "server_url": "https://login.hospital.example/realms/staff",
                "origins": ["https://login.hospital.example"],
                "token_auth_method": "client_secret_basic",
                "scope": ["openid", "profile", "email"],
                "employee_number_claim": "",
                "groups_claim": "",
                "group_keys": {},
                "trusts_verified_addresses": False,
                "follows_sign_up": False,
                "verified_email": [],
            },
        },
        {
            "provider_id": "uni",
            "name": "Northshore University",
            "client_id": "9",
            "secret": "b secret",
            "settings": {
                "server_url": "https://id.uni.example:8443",
                "origins": ["https://id.uni.example:8443", "https://graph.example"],
                "token_auth_method": "client_secret_post",
                "scope": ["openid", "email", "staff"],
                "employee_number_claim": "number",
                "groups_claim": "groups",
                "group_keys": {"Ward 7": "ward-7", "cn=nurses": "nurses"},
                "trusts_verified_addresses": True,
                "follows_sign_up": False,
                "verified_email": ["uni.example"],
            },
        },
    ]


def test_without_the_variable_there_is_none():
    assert read(OIDC_PROVIDERS="") == []


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OIDC_PROVIDERS", "Hospital"),
        ("OIDC_PROVIDERS", "hospital,hospital"),
        ("OIDC_PROVIDERS", "clinic"),
        ("OIDC_HOSPITAL_NAME", ""),
        ("OIDC_HOSPITAL_CLIENT_ID", " "),
        ("OIDC_HOSPITAL_CLIENT_SECRET", ""),
        ("OIDC_HOSPITAL_ISSUER", "http://login.hospital.example"),
        ("OIDC_HOSPITAL_ISSUER", "https://login.hospital.example@evil.example"),
        ("OIDC_HOSPITAL_ISSUER", "https://login.hospital.example/?tenant=1"),
        ("OIDC_HOSPITAL_ISSUER", "login.hospital.example"),
        ("OIDC_HOSPITAL_ISSUER", "https://["),
        ("OIDC_HOSPITAL_ISSUER", "https://login.hospital.example:443x"),
        ("OIDC_HOSPITAL_FOLLOWS_SIGN_UP", "enabled"),
        ("OIDC_HOSPITAL_CLIENT_AUTHENTICATION", "none"),
        ("OIDC_HOSPITAL_SCOPES", "email"),
        ("OIDC_UNI_GROUPS", "Ward 7"),
        ("OIDC_UNI_OTHER_ORIGINS", "http://graph.example"),
    ],
)
def test_a_mistake_stops_the_start_with_the_name_of_the_variable(variable, value):
    wanted = "OIDC_CLINIC_NAME" if value == "clinic" else variable
    with pytest.raises(ImproperlyConfigured, match=wanted):
        read(**{variable: value})


def test_a_provider_that_vouches_for_addresses_is_warned_of(settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": read()}}
    (warning,) = check_vouched_domains()
    assert warning.id == "config.W001"
    assert "OIDC_UNI_VOUCHED_DOMAINS" in warning.msg
    assert "uni.example" in warning.msg

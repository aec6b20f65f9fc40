"""One provider for all tests, which starts each knowing nobody."""

import pytest

from config.single_sign_on import read_providers
from config.variables import Variables
from tests.accounts.single_sign_on import provider as provider_module
from tests.accounts.single_sign_on.provider import Provider


@pytest.fixture(scope="session")
def issuer(tmp_path_factory):
    process, address = provider_module.start(tmp_path_factory.mktemp("provider"))
    yield address
    process.terminate()
    process.wait()


@pytest.fixture
def provider_variables(issuer) -> dict[str, str]:
    """The variables of a site whose people sign in through the provider."""
    return {
        "OIDC_PROVIDERS": "hospital",
        "OIDC_HOSPITAL_NAME": "Northshore Hospital",
        "OIDC_HOSPITAL_ISSUER": issuer,
        "OIDC_HOSPITAL_CLIENT_ID": "waymark",
        "OIDC_HOSPITAL_CLIENT_SECRET": "known to both",
        "OIDC_HOSPITAL_EMPLOYEE_NUMBER_CLAIM": "employee_number",
        "OIDC_HOSPITAL_GROUPS_CLAIM": "groups",
    }


@pytest.fixture
def set_providers(settings, provider_variables):
    """Set the providers as the environment with a few more variables would."""

    def set_them(**more: str) -> None:
        env = Variables()
        env.ENVIRON = provider_variables | more
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
            | {"APPS": read_providers(env)}
        }

    set_them()
    return set_them


@pytest.fixture
def hospital(issuer, set_providers) -> Provider:
    return Provider(issuer)

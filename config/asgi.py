"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_asgi_application()

from config.demo_accounts import refuse_demo_accounts  # noqa: E402  needs the apps
from config.missing_mail import refuse_missing_mail  # noqa: E402  needs the settings

refuse_missing_mail()
refuse_demo_accounts()

"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from config.frames import in_one_piece

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = in_one_piece(get_wsgi_application())

from config.demo_accounts import refuse_demo_accounts  # noqa: E402  needs the apps
from config.missing_mail import refuse_missing_mail  # noqa: E402  needs the settings
from config.warm_up import warm_up  # noqa: E402  needs the settings

refuse_missing_mail()
refuse_demo_accounts()
warm_up()

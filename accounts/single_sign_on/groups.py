"""Put people into the groups of learners that their provider names."""

from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from django.db import transaction
from django.dispatch import receiver

from accounts.groups.joining import add
from accounts.models import GroupMember, LearnerGroup, User


@receiver(user_logged_in)
def join_named_groups(user: User, sociallogin: SocialLogin | None = None, **_: object) -> None:
    """Let somebody who came through a provider into the groups that it names.

    Nobody is taken out, and whoever staff took out stays out.
    """
    if sociallogin is None:
        return
    key_of = sociallogin.provider.app.settings["group_keys"]
    names = sociallogin.account.extra_data["groups"]
    keys = {key_of[name] for name in names if name in key_of}
    with transaction.atomic():
        known = GroupMember.objects.filter(user=user).values("group")
        for group in LearnerGroup.objects.open().filter(key__in=keys).exclude(pk__in=known):
            add(group, user, GroupMember.How.SIGN_ON)

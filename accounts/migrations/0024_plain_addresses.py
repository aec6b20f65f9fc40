"""Keep addresses as mail to them is sent, as new ones are since this release."""

from django.db import migrations

from accounts.email_addresses import plain_address


def keep_plain(apps, schema_editor):
    """Write domains that are not in ASCII as mail servers do; nobody signs in by them otherwise.

    An account stays as it is if another one has that address; staff can join the two.
    """
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    Invitation = apps.get_model("accounts", "Invitation")
    for user in User.objects.only("email").iterator():
        plain = plain_address(user.email)
        if plain == user.email or User.objects.filter(email=plain).exists():
            continue
        EmailAddress.objects.filter(user_id=user.pk, email=user.email).update(email=plain)
        User.objects.filter(pk=user.pk).update(email=plain)
    for invitation in Invitation.objects.only("address").iterator():
        plain = plain_address(invitation.address)
        if plain != invitation.address:
            Invitation.objects.filter(pk=invitation.pk).update(address=plain)


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0023_added_by_staff"),
    ]

    operations = [migrations.RunPython(keep_plain, migrations.RunPython.noop)]

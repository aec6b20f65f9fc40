"""Carry what was published and graded before into the new shape."""

from fractions import Fraction

from django.db import migrations


def flat(rendered):
    """The HTML of a question's texts by name: "option.a.why" instead of ["options"]["a"]["rationale"]."""
    html = {name: rendered.get(name, "") for name in ("vignette", "stem", "rationale")}
    for option, parts in rendered.get("options", {}).items():
        html[f"option.{option}"] = parts["text"]
        html[f"option.{option}.why"] = parts["rationale"]
    html |= {f"slip.{value}": text for value, text in rendered.get("slips", {}).items()}
    return {name: text for name, text in html.items() if text}


def carry_over(apps, schema_editor):
    BankItem, Rule = apps.get_model("quizzes", "BankItem"), apps.get_model("quizzes", "Rule")
    ItemGrade, Attempt = apps.get_model("quizzes", "ItemGrade"), apps.get_model("quizzes", "Attempt")
    for item in BankItem.objects.iterator():
        BankItem.objects.filter(pk=item.pk).update(rendered=flat(item.rendered))
        Rule.objects.create(quiz_id=item.quiz_id, position=item.position, item_id=item.pk)
    Attempt.objects.filter(state="submitted").update(submit_reason="learner")
    for grade in ItemGrade.objects.select_related("item").iterator():
        share = Fraction(grade.fraction)
        ItemGrade.objects.filter(pk=grade.pk).update(
            numerator=share.numerator, denominator=share.denominator, version_id=grade.item.version_id
        )


class Migration(migrations.Migration):

    dependencies = [("quizzes", "0003_engine")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]

"""The words by which staff find a person."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class FoldedWordField(models.CharField[str, str]):
    """Hold a word that every database sorts by the numbers of its letters."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        # PostgreSQL would sort by the rules of a language, and a range would miss words.
        collation = "C" if connection.vendor == "postgresql" else None
        return {**parameters, "collation": collation}


class PersonWord(models.Model):
    """One word of a person's names or address, without accents and in small letters."""

    MAX_LENGTH = 60

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="search_words"
    )
    word = FoldedWordField(max_length=MAX_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "word"], name="accounts_personword_once")
        ]
        # With the person in it, a search reads the index alone.
        indexes = [models.Index(fields=["word", "user"], name="accounts_personword_word")]

    def __str__(self) -> str:
        return self.word

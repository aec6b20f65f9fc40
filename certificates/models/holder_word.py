"""The model of the words of holders' names, by which staff find a certificate."""

from django.db import models

from certificates.models.certificate import Certificate


class HolderWord(models.Model):
    """One word of a holder's name, without accents and in small letters.

    It goes with the name when the holder's account is erased.
    """

    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="holder_words"
    )
    word = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "word"], name="certificates_holderword_once"
            )
        ]
        indexes = [
            # With the certificate in it, a search reads the index alone.
            models.Index(fields=["word", "certificate"], name="certificates_word_of_holder")
        ]

    def __str__(self) -> str:
        return self.word

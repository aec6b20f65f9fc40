"""Names for certificates, and what the fonts of paper can print."""

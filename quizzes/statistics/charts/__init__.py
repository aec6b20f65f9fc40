"""Charts of statistics: their geometry, as text for the attributes of SVG.

The templates add words and colours.
"""

"""How long things may be. Apart from the models, because forms need them too."""

TITLE_LENGTH = 120
NOTE_LENGTH = 80

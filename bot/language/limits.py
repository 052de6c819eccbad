"""How much text is read. Apart from bot.language.reading, so that who only asks for the limit does not load what reads."""

MAX_CHARACTERS = 4000  # a dictated question has under 2,000; longer texts are refused before they cost time

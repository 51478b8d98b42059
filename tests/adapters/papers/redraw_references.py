"""Draw the reference pictures anew after a wanted change of look; then look at each before committing."""

from adapters.papers.offices import letter, notice
from adapters.papers.test_typeset import LETTERS, REFERENCES, body, picture
from liem.adapters.papers import pdf

if __name__ == "__main__":
    picture(pdf(letter())).crop((0, 50, 827, 480)).save(REFERENCES / "state-head.png", optimize=True)
    picture(pdf(notice())).crop((0, 50, 827, 480)).save(REFERENCES / "party-head.png", optimize=True)
    lines = "\n".join(LETTERS[i : i + 24] for i in range(0, len(LETTERS), 24))
    picture(pdf(body(lines, addressees=()))).crop((110, 150, 827, 420)).save(
        REFERENCES / "letters.png", optimize=True
    )

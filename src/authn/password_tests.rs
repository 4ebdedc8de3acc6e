//! Tests of passwords, apart from them for length.

use super::*;
use crate::entropy::SeededEntropy;

const COST: HashCost = HashCost { memory_kib: 19_456, iterations: 2 };

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn check(text: &str) -> Result<NewPassword, PasswordFault> {
    NewPassword::check(&secret(text), &["officer@example.gov.hk", "Chan Siu-ming"])
}

#[test]
fn short_long_and_common_passwords_are_refused() {
    assert_eq!(check("k7#mPq2!xZ9").unwrap_err(), PasswordFault::TooShort);
    assert_eq!(check(&"k7#mPq2!".repeat(17)).unwrap_err(), PasswordFault::TooLong);
    for common in ["password1234", "aaaaaaaaaaaa", "qwertyuiop12", "123456789012", "letmeinletmein"]
    {
        assert_eq!(check(common).unwrap_err(), PasswordFault::Common, "{common}");
    }
    assert!(check("plum lantern orbit").is_ok());
    assert!(check("將軍澳跨灣連接路早上很美").is_ok(), "characters count, not bytes");
}

#[test]
fn a_password_is_not_made_of_its_owners_name() {
    assert_eq!(check("Chan Siu-ming").unwrap_err(), PasswordFault::Common);
    assert_eq!(check("officer@example").unwrap_err(), PasswordFault::Common);
}

#[test]
fn a_password_is_known_again_and_no_other_is() {
    let hasher = Hasher::new(COST);
    let entropy = SeededEntropy::new(1);
    let password = check("plum lantern orbit").unwrap();
    let phc = hasher.hash(&password, &entropy).unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
    let right = Verdict::Right { rehash: false };
    assert_eq!(hasher.verify(Some(&phc), &secret("plum lantern orbit")), right);
    assert_eq!(hasher.verify(Some(&phc), &secret("plum lantern orbiT")), Verdict::Wrong);
    assert_eq!(hasher.verify(None, &secret("nobody")), Verdict::Wrong);
    assert_eq!(hasher.verify(Some("no hash"), &secret("a")), Verdict::Wrong);
    assert_ne!(phc, hasher.hash(&password, &entropy).unwrap(), "never the same salt");
}

#[test]
fn one_password_may_be_typed_in_two_ways() {
    let hasher = Hasher::new(COST);
    let phc = hasher.hash_again(&secret("caf\u{e9} caf\u{e9} 12"), &SeededEntropy::new(1)).unwrap();
    let typed = secret("cafe\u{301} cafe\u{301} 12");
    assert_eq!(hasher.verify(Some(&phc), &typed), Verdict::Right { rehash: false });
}

#[test]
fn every_space_is_the_same_space() {
    let hasher = Hasher::new(COST);
    for spaces in ["\u{3000}", "\u{A0}", "\u{2003}", "\u{2000}", "\u{202F}", "\u{1680}"] {
        let typed = format!("plum{spaces}lantern{spaces}orbit");
        let password = check(&typed).unwrap();
        let phc = hasher.hash(&password, &SeededEntropy::new(1)).unwrap();
        for again in ["plum lantern orbit", &typed, "plum\u{205F}lantern orbit"] {
            let verdict = hasher.verify(Some(&phc), &secret(again));
            assert_eq!(verdict, Verdict::Right { rehash: false }, "{again:?}");
        }
        assert_eq!(hasher.verify(Some(&phc), &secret("plumlanternorbit")), Verdict::Wrong);
    }
}

#[test]
fn a_hash_of_other_spaces_goes_on_being_right_and_is_to_be_made_anew() {
    let hasher = Hasher::new(COST);
    let typed = "plum\u{3000}lantern\u{3000}orbit";
    let before = hasher.argon2.hash_password_with_salt(typed.as_bytes(), NOBODYS_SALT);
    let before = before.unwrap().to_string();
    let verdict = hasher.verify(Some(&before), &secret(typed));
    assert_eq!(verdict, Verdict::Right { rehash: true });
    let other = secret("plum\u{3000}lantern\u{3000}orbiT");
    assert_eq!(hasher.verify(Some(&before), &other), Verdict::Wrong);
    let after = hasher.hash_again(&secret(typed), &SeededEntropy::new(1)).unwrap();
    assert_eq!(hasher.verify(Some(&after), &secret(typed)), Verdict::Right { rehash: false });
}

#[test]
fn other_spaces_are_as_much_work_whoever_is_asked_for() {
    let hasher = Hasher::new(COST);
    let phc = hasher.hash_again(&secret("plum lantern orbit"), &SeededEntropy::new(1)).unwrap();
    let typed = secret("plum\u{3000}lantern\u{3000}orbit");
    let (right, work) = hasher.weigh(Some(&phc), &typed);
    assert_eq!(right, Verdict::Right { rehash: false });
    assert_eq!(hasher.weigh(None, &typed), (Verdict::Wrong, work));
    assert_eq!(hasher.weigh(Some(&phc), &secret("plum\u{3000}lantern")), (Verdict::Wrong, work));
}

#[test]
fn a_hash_that_was_cheaper_is_to_be_made_anew() {
    let cheap = Hasher::new(COST);
    let phc = cheap.hash_again(&secret("plum lantern orbit"), &SeededEntropy::new(1)).unwrap();
    let dear = Hasher::new(HashCost { iterations: 3, ..COST });
    let verdict = dear.verify(Some(&phc), &secret("plum lantern orbit"));
    assert_eq!(verdict, Verdict::Right { rehash: true });
}

#[test]
fn a_wrong_password_is_as_much_work_whatever_its_hash_cost_and_whoever_is_asked_for() {
    let now = HashCost { memory_kib: 100, iterations: 5 };
    let hasher = Hasher::new(now);
    let wrong = secret("orbit lantern plum");
    let unknown = hasher.weigh(None, &wrong);
    assert_eq!(unknown, (Verdict::Wrong, 500));
    for (memory_kib, iterations) in [(100, 5), (100, 2), (60, 5), (64, 3), (8, 1), (90, 6)] {
        let earlier = HashCost { memory_kib, iterations };
        let password = secret("plum lantern orbit");
        let phc = Hasher::new(earlier).hash_again(&password, &SeededEntropy::new(1)).unwrap();
        let (verdict, work) = hasher.weigh(Some(&phc), &wrong);
        assert_eq!(verdict, Verdict::Wrong, "{earlier:?}");
        let dearer = earlier.work().max(now.work());
        // A hash takes at least 8 KiB: so much may be left out.
        assert!(dearer - work < 8, "{earlier:?}: {work} instead of {dearer}");
    }
}

#[test]
fn what_is_left_of_a_hash_is_whole_passes_and_one_over_less() {
    let cost = |memory_kib, iterations| HashCost { memory_kib, iterations };
    let left = |now: HashCost, done| now.beyond(done).collect::<Vec<_>>();
    assert!(left(cost(100, 5), cost(100, 5)).is_empty());
    assert!(left(cost(100, 5), cost(100, 6)).is_empty());
    assert_eq!(left(cost(100, 5), cost(100, 2)), [cost(100, 3)]);
    assert_eq!(left(cost(100, 5), cost(60, 2)), [cost(100, 3), cost(80, 1)]);
    assert_eq!(left(cost(65_536, 2), cost(19_456, 5)), [cost(33_792, 1)]);
}

#[test]
fn somebody_unknown_is_checked_against_a_hash_of_the_same_cost() {
    let hasher = Hasher::new(HashCost { memory_kib: 20_000, iterations: 3 });
    let nobody = hasher.nobody.unwrap();
    assert!(nobody.starts_with("$argon2id$v=19$m=20000,t=3,p=1$"), "{nobody}");
}

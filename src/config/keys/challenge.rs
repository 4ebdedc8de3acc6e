//! The keys of the section `challenge`. Knows text only; no parser, no value.

use super::{Key, Preset};

/// The most hashes that solving a challenge takes in quiet times.
pub static CHALLENGE_DIFFICULTY: Key = Key {
    name: "challenge.difficulty",
    environment: "SMARTCITY_CHALLENGE_DIFFICULTY",
    flag: None,
    preset: Preset::Text("100000"),
    accepts: "a whole number from 1 to 10000000",
    meaning: "The most hashes that solving a challenge takes in quiet times; under load it is up to 16 times as many.",
    secret: false,
};

/// How long a challenge is good for, in seconds.
pub static CHALLENGE_VALID_S: Key = Key {
    name: "challenge.valid_s",
    environment: "SMARTCITY_CHALLENGE_VALID_S",
    flag: None,
    preset: Preset::Text("600"),
    accepts: "a whole number of seconds from 30 to 3600",
    meaning: "How long a challenge is good for, in seconds: time enough to write a text.",
    secret: false,
};

//! Answering in one language: picks each text, and remembers which members had to be given in another one.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::language::{LanguageIndex, Languages};
use crate::domain::text::Localized;

/// A text in every language it has, by language tag.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Translations(BTreeMap<String, String>);

impl PartialSchema for Translations {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(5000))
            .pattern(Some("^[^\\x00-\\x08]+$"));
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("A text in every language it has, by language tag."))
            .additional_properties(Some(RefOr::T(Schema::Object(text.build()))))
            .into()
    }
}

impl ToSchema for Translations {}

/// What is to be different about a text: by language tag, the text from now on, or null to remove it.
#[derive(Debug)]
pub struct TranslationsPatch;

impl PartialSchema for TranslationsPatch {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .max_length(Some(5000))
            .pattern(Some("^[^\\x00-\\x08]+$"));
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "What is to be different about a text: by language tag, the text from now on, or null to remove it.",
            ))
            .additional_properties(Some(RefOr::T(Schema::Object(text.build()))))
            .into()
    }
}

impl ToSchema for TranslationsPatch {}

/// Picks texts in the language asked for.
#[derive(Debug, Clone, Copy)]
pub struct Speech<'a> {
    languages: &'a Languages,
    asked: LanguageIndex,
    /// Whether every language is given besides.
    pub translations: bool,
}

/// The members of one resource that were given in another language than asked for, as JSON pointers (RFC 6901).
#[derive(Debug, Default)]
pub struct Fallbacks(Vec<String>);

impl<'a> Speech<'a> {
    /// Speaks `asked`.
    #[must_use]
    pub fn new(languages: &'a Languages, asked: LanguageIndex, translations: bool) -> Self {
        Self { languages, asked, translations }
    }

    /// The text in the language asked for, or the nearest it has; notes the member at `pointer` when it is another.
    #[must_use]
    pub fn pick(self, text: &Localized, pointer: &str, fallbacks: &mut Fallbacks) -> String {
        match text.pick(self.asked, self.languages) {
            Some(picked) => {
                if picked.served != self.asked {
                    fallbacks.0.push(pointer.to_owned());
                }
                picked.text.to_owned()
            }
            None => String::new(),
        }
    }

    /// The text in every language.
    #[must_use]
    pub fn all(text: &Localized) -> Translations {
        Translations(text.iter().map(|(tag, text)| (tag.to_string(), text.to_owned())).collect())
    }
}

impl Fallbacks {
    /// The pointers, in the order in which the members were picked.
    #[must_use]
    pub fn into_pointers(self) -> Vec<String> {
        self.0
    }
}

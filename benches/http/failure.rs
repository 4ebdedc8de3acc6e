//! Why the benchmark gave up, as one sentence. Knows no measurement.

/// The end of a run without a result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A condition that the benchmark relies on does not hold.
    #[error("{0}")]
    Because(String),
    /// The system refused something.
    #[error("{0}")]
    System(#[from] std::io::Error),
    /// A program said something else than JSON.
    #[error("this is not the JSON that was expected: {0}")]
    Json(#[from] serde_json::Error),
}

/// A failure with its sentence.
pub fn because(sentence: impl Into<String>) -> Failure {
    Failure::Because(sentence.into())
}

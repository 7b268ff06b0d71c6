//! What went wrong, in the form of RFC 9457 (`application/problem+json`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem; stable, so that programs can rely on it.
    #[serde(rename = "type")]
    #[schema(examples("https://rapport.example/problems/invalid-input"))]
    pub kind: String,
    /// The kind of problem, for people.
    #[schema(examples("The request is not valid"))]
    pub title: String,
    /// The HTTP status.
    #[schema(examples(422))]
    pub status: u16,
    /// What happened this time and what to do.
    #[schema(examples("Give a text or at least one attachment."))]
    pub detail: String,
    /// Which fields are wrong, where it is about fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldError>,
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Its path in the body, such as `identity.email`.
    #[schema(examples("text"))]
    pub field: String,
    /// What is wrong with it.
    #[schema(examples("is longer than 8,000 characters"))]
    pub message: String,
}

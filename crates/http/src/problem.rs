//! Errors on the wire: the only place where they become HTTP (RFC 9457).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_desk::DeskError;

use crate::shapes;

/// A refusal, on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    kind: &'static Kind,
    detail: String,
    errors: Vec<shapes::FieldError>,
    retry_after_s: Option<u64>,
}

/// A kind of refusal. Its name is stable, so that programs can rely on it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Its name; `/docs#problem-<name>` tells more.
    pub(crate) name: &'static str,
    /// Its HTTP status.
    pub(crate) status: StatusCode,
    /// For people.
    pub(crate) title: &'static str,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $status:ident, $title:literal;)*) => {
        $($(#[$doc])* pub(crate) const $constant: &Kind =
            &Kind { name: $name, status: StatusCode::$status, title: $title };)*
        /// All kinds, for the documentation.
        pub(crate) const ALL: &[&Kind] = &[$($constant),*];
    };
}

/// The kinds of refusals.
pub(crate) mod kinds {
    use super::{Kind, StatusCode};

    kinds! {
        /// The request cannot be read.
        MALFORMED = "malformed", BAD_REQUEST, "The request cannot be read";
        /// Nobody is signed in.
        NOT_SIGNED_IN = "not-signed-in", UNAUTHORIZED, "Nobody is signed in";
        /// Wrong address or password.
        WRONG_CREDENTIALS = "wrong-credentials", UNAUTHORIZED, "The address or the password is wrong";
        /// A role, scope, origin or signature that does not allow it.
        NOT_ALLOWED = "not-allowed", FORBIDDEN, "This is not allowed";
        /// Nothing there.
        NOT_FOUND = "not-found", NOT_FOUND, "There is no such thing";
        /// The wrong verb.
        WRONG_METHOD = "wrong-method", METHOD_NOT_ALLOWED, "This address does not take this method";
        /// It stands differently by now.
        CONFLICT = "conflict", CONFLICT, "It stands differently by now";
        /// Content whose tests fail.
        UNPROVEN = "unproven", CONFLICT, "Its tests stand against publishing it";
        /// Erased, used up or run out.
        GONE = "gone", GONE, "It is not there any more";
        /// Too large.
        TOO_LARGE = "too-large", PAYLOAD_TOO_LARGE, "It is too large";
        /// The wrong content type.
        UNSUPPORTED_TYPE = "unsupported-type", UNSUPPORTED_MEDIA_TYPE, "This kind of content is not taken";
        /// A value that is not valid.
        INVALID = "invalid", UNPROCESSABLE_ENTITY, "A value is not valid";
        /// Too many requests.
        TOO_MANY = "too-many", TOO_MANY_REQUESTS, "Too many requests";
        /// Something is broken here.
        BROKEN = "broken", INTERNAL_SERVER_ERROR, "Something is broken on our side";
        /// Not able to answer now.
        UNAVAILABLE = "unavailable", SERVICE_UNAVAILABLE, "Not available at the moment";
    }
}

impl Problem {
    /// A refusal of this kind, with what happened and what to do.
    pub(crate) fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), errors: Vec::new(), retry_after_s: None }
    }

    /// A field that is not valid.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let error = shapes::FieldError { field: field.to_owned(), message: message.clone() };
        Self { errors: vec![error], ..Self::new(kinds::INVALID, format!("`{field}`: {message}")) }
    }

    /// No such thing, or not for the one who asks.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(kinds::NOT_FOUND, format!("There is no such {what}."))
    }

    /// Too many requests; the next is worth while after so many seconds.
    pub(crate) fn too_many(retry_after_s: u64) -> Self {
        let detail = format!("Too many requests. Try again in {retry_after_s} seconds.");
        Self { retry_after_s: Some(retry_after_s), ..Self::new(kinds::TOO_MANY, detail) }
    }

    /// Something is broken; the cause goes to the log and not to the caller.
    pub(crate) fn broken(error: &dyn std::error::Error) -> Self {
        let mut causes = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            causes += &format!(": {cause}");
            source = cause.source();
        }
        tracing::error!(error = causes, "a request failed");
        Self::new(kinds::BROKEN, "It is not your fault. Try again in a moment.")
    }

    /// The JSON of it.
    pub(crate) fn shape(&self) -> shapes::Problem {
        shapes::Problem {
            kind: format!("/docs#problem-{}", self.kind.name),
            title: self.kind.title.to_owned(),
            status: self.kind.status.as_u16(),
            detail: self.detail.clone(),
            errors: self.errors.clone(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.shape()).unwrap_or_default();
        let content_type = HeaderValue::from_static("application/problem+json");
        let mut response = (self.kind.status, [(header::CONTENT_TYPE, content_type)], body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"rapport\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let said = sentence(&error.to_string());
        match error {
            DeskError::NotFound(what) => Self::not_found(what),
            DeskError::Invalid { field, message } => Self::field(field, message),
            DeskError::TooLong { .. } => Self::field("text", said),
            DeskError::FileTooLarge { .. } => Self::new(kinds::TOO_LARGE, said),
            DeskError::FileKind => Self::new(kinds::UNSUPPORTED_TYPE, said),
            DeskError::HeldByOther { holder: Some(name) } => {
                Self::new(kinds::CONFLICT, format!("{name} holds this conversation now."))
            }
            DeskError::HeldByOther { .. }
            | DeskError::RepliedMeanwhile { .. }
            | DeskError::WrongState(_)
            | DeskError::AtCapacity { .. }
            | DeskError::KeyInUse
            | DeskError::DraftChanged(_)
            | DeskError::DraftConflicts(_) => Self::new(kinds::CONFLICT, said),
            DeskError::WrongCredentials => Self::new(kinds::WRONG_CREDENTIALS, said),
            DeskError::TooMany { retry_after_s } => Self::too_many(retry_after_s),
            DeskError::Expired | DeskError::Erased => Self::new(kinds::GONE, said),
            DeskError::Forbidden(_) | DeskError::BadSignature => Self::new(kinds::NOT_ALLOWED, said),
            DeskError::KeyReused => Self::new(kinds::INVALID, said),
            DeskError::Content(findings) => {
                let errors = findings
                    .into_iter()
                    .map(|message| shapes::FieldError { field: "files".to_owned(), message })
                    .collect();
                Self { errors, ..Self::new(kinds::INVALID, said) }
            }
            DeskError::Unproven(objections) => {
                let errors = objections
                    .into_iter()
                    .map(|message| shapes::FieldError { field: "files".to_owned(), message })
                    .collect();
                Self { errors, ..Self::new(kinds::UNPROVEN, said) }
            }
            DeskError::LookFailed(_)
            | DeskError::Storage(_)
            | DeskError::Perception(_)
            | DeskError::Compile(_)
            | DeskError::Bus(_) => Self::broken(&error),
        }
    }
}

/// An error's text as a sentence for people.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_problems_are_unique_and_plain() {
        let mut names: Vec<_> = kinds::ALL.iter().map(|kind| kind.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), kinds::ALL.len());
    }

    #[test]
    fn a_problem_tells_the_field_and_what_to_do() {
        let shape = Problem::field("score", "must be 1 to 5").shape();
        assert_eq!((shape.status, shape.kind.as_str()), (422, "/docs#problem-invalid"));
        assert_eq!(shape.errors[0].field, "score");
        assert_eq!(Problem::from(DeskError::NotFound("inbox")).shape().detail, "There is no such inbox.");
        let response = Problem::too_many(7).into_response();
        assert_eq!(response.headers()["retry-after"], "7");
    }
}

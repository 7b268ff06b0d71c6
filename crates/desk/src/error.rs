//! What can go wrong in a use case, in terms of what the caller did.

use rapport_domain::message::MAX_MESSAGE_CHARS;
use rapport_storage::StorageError;

/// What can go wrong in a use case.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Storage failed.
    #[error("storage failed")]
    Storage(#[source] StorageError),
    /// What was asked for does not exist, or not for the one who asks.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A field of the request does not fit.
    #[error("{field}: {message}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// What to do, as a plain sentence.
        message: String,
    },
    /// The message is too long.
    #[error("a message may have at most {MAX_MESSAGE_CHARS} characters; this one has {chars}")]
    TooLong {
        /// How many characters it has.
        chars: usize,
    },
    /// The file is larger than allowed.
    #[error("a file may have at most {limit} bytes; this one has {bytes}")]
    FileTooLarge {
        /// How many bytes it has.
        bytes: u64,
        /// How many it may have.
        limit: u64,
    },
    /// The file is not of an accepted kind, by its content.
    #[error("only PNG, JPEG, GIF, WebP and PDF files can be sent")]
    FileKind,
    /// Somebody else speaks for the company in this conversation now.
    #[error("this conversation is held by somebody else now")]
    HeldByOther {
        /// Their name, where it is an agent.
        holder: Option<String>,
    },
    /// Somebody else has replied since the agent looked.
    #[error("{} replied after you began; read it, then decide whether yours still fits", .by.as_deref().unwrap_or("the assistant"))]
    RepliedMeanwhile {
        /// Their name; `None` is the assistant.
        by: Option<String>,
    },
    /// The conversation is not in a state in which this can be done.
    #[error("{0}")]
    WrongState(&'static str),
    /// The agent holds as many conversations as they take at a time.
    #[error(
        "you hold {held} conversations, as many as you take at a time; resolve one or hand one over, then take the \
         next"
    )]
    AtCapacity {
        /// How many they hold.
        held: u64,
    },
    /// Wrong address or password; which of them is not told.
    #[error("the e-mail address or the password is wrong")]
    WrongCredentials,
    /// Too many attempts.
    #[error("too many attempts; try again in {retry_after_s} seconds")]
    TooMany {
        /// Seconds until the next attempt is worth while.
        retry_after_s: u64,
    },
    /// The token, session or link is unknown, used up or expired.
    #[error("this sign-in or link is not valid any more")]
    Expired,
    /// The role or the token's scopes do not allow it.
    #[error("this needs the right to {0}")]
    Forbidden(&'static str),
    /// The signature of an identity does not fit.
    #[error("the identity's signature does not fit the inbox's secret")]
    BadSignature,
    /// The same idempotency key came with another request.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
    /// The request with this key is still being handled.
    #[error("the request with this Idempotency-Key is still being handled")]
    KeyInUse,
    /// The customer was erased.
    #[error("this customer was erased")]
    Erased,
    /// Somebody else has changed the same file of the draft; without a name, it was published or discarded.
    #[error("{}", changed_words(.0.as_ref()))]
    DraftChanged(Option<crate::Changed>),
    /// The release in force has changed in files that the draft changes too.
    #[error("the release in force has changed since in {}; look at both texts there, then decide", .0.join(", "))]
    DraftConflicts(Vec<String>),
    /// The content's tests stand against publishing it.
    #[error("it cannot be published like this: {}", .0.join(" "))]
    Unproven(Vec<String>),
    /// A look at content failed.
    #[error("the check failed")]
    LookFailed(#[source] std::sync::Arc<DeskError>),
    /// The content cannot be published.
    #[error("the content has {} problems", .0.len())]
    Content(Vec<String>),
    /// Reading messages failed.
    #[error("messages cannot be read at the moment")]
    Perception(#[source] rapport_perception::PoolError),
    /// The release cannot be compiled.
    #[error("the release cannot be compiled")]
    Compile(#[source] rapport_dialogue::CompileError),
    /// The bus failed.
    #[error("the bus failed")]
    Bus(#[source] rapport_event_bus::BusError),
}

impl From<StorageError> for DeskError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Erased(_) => Self::Erased,
            StorageError::NoSuchConversation(_) => Self::NotFound("conversation"),
            StorageError::NoSuchCustomer(_) => Self::NotFound("customer"),
            StorageError::StaleFence { .. } | StorageError::NotHolder(_) => {
                Self::HeldByOther { holder: None }
            }
            other => Self::Storage(other),
        }
    }
}

fn changed_words(changed: Option<&crate::Changed>) -> String {
    match changed {
        Some(changed) => {
            format!(
                "{} has changed this in the meantime; look at their text, then save yours over it",
                changed.by
            )
        }
        None => {
            "this was published or discarded in the meantime; look at it, then save yours over it".to_owned()
        }
    }
}

/// A field that does not fit.
pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> DeskError {
    DeskError::Invalid { field, message: message.into() }
}

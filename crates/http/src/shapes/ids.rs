//! What ids look like: each kind is a schema of its own, so that no caller takes one for another.

use rapport_domain as domain;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

macro_rules! id_schemas {
    ($($name:ident: $what:literal;)*) => {
        $(
            #[doc = concat!("The id of ", $what, ".")]
            #[derive(Debug)]
            pub struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    schema(domain::$name::PREFIX, concat!("The id of ", $what, "."))
                }
            }

            impl ToSchema for $name {}
        )*

        /// The schemas of all kinds of ids, by name.
        pub(crate) fn all() -> Vec<(String, RefOr<Schema>)> {
            vec![$(($name::name().into_owned(), $name::schema())),*]
        }
    };
}

id_schemas! {
    ConversationId: "a conversation";
    MessageId: "a message";
    CustomerId: "a customer";
    AgentId: "an agent";
    TeamId: "a team";
    InboxId: "an inbox";
    ReleaseId: "a release";
    ScheduledReleaseId: "a release that waits for its moment";
    AttachmentId: "a file that somebody sent";
    ActionCallId: "a call of an action";
    DeliveryId: "something that is delivered";
    WebhookId: "a subscription to webhooks";
    TokenId: "an API token";
    ReceiptId: "a receipt for an erasure";
    MacroId: "a macro that agents have at hand";
    KnowledgeGapId: "something that an agent needed and did not find";
    AnswerFeedbackId: "what somebody said of an answer";
    IncidentId: "a report of what should not have happened to an agent";
    KindWordsId: "words of thanks for an agent";
    StatementProposalId: "a wording that an agent proposes";
}

fn schema(prefix: &str, what: &str) -> RefOr<Schema> {
    let object = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(what))
        .pattern(Some(format!("^{prefix}_[0-9a-f]{{32}}$")))
        .examples([format!("{prefix}_0192d8a0c0de7abc8def0123456789ab")]);
    RefOr::T(Schema::Object(object.build()))
}

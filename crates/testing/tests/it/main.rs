//! What customers and agents can rely on, on every database.

mod at_hand;
mod bulk;
mod care;
mod draft;
mod erasure;
mod flows_wait;
mod gate;
mod hostile_input;
mod import_export;
mod language_model;
mod life_of_a_message;
mod macros;
mod pass_on;
mod people;
mod promises;
mod sameness;
mod schedule;
mod search;
mod sla;
mod statements;
mod take_over;
mod teams;
mod two_nodes;
mod unanswered;
mod undo_send;

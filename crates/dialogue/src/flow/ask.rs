//! Asks for a value and keeps it. What is known already is not asked for, but said aloud.

use rapport_domain::{
    content::{AskStep, Flow, KnownFrom, SlotKind, Step},
    conversation::Pending,
};

use super::{
    Next, is_filled, keep,
    slot::{Asked, Reading, Unfit, read, shown},
    values::{fill, fill_known, local_now, names_in},
};
use crate::{compose::Part, decide::Draft};

pub(super) fn enter(draft: &mut Draft<'_>, flow: &Flow, step: &Step, ask: &AskStep) -> Next {
    if is_filled(draft, &ask.slot) {
        return Next::Follow;
    }
    if let Some((value, whence)) = known(draft, ask) {
        let read = shown(ask.kind, &value, &draft.content().company.locale);
        let text = draft.wording(&draft.content().wordings.situations.known, &[("value", &read)]);
        draft.note(format!("“{}” was not asked for: it is known {whence}.", ask.slot));
        keep(draft, &ask.slot, ask.kind, value);
        draft.say(text);
        return Next::Follow;
    }
    let question = Part::plain(fill_known(draft, &ask.text));
    let pending = Pending::Slot { flow: flow.id.clone(), step: step.id.clone(), misses: 0 };
    draft.ask(pending, question, Vec::new());
    Next::Wait
}

/// What is known of a value without asking, and whence. A slot that was cleared is asked for: what was known did
/// not do.
fn known(draft: &Draft<'_>, ask: &AskStep) -> Option<(String, &'static str)> {
    if draft.state.slots.contains_key(&ask.slot) {
        return None;
    }
    ask.known.iter().find_map(|from| {
        let (value, whence) = match from {
            KnownFrom::Email if draft.surroundings.signed_in => {
                (draft.surroundings.customer_email.clone()?, "from the sign-in")
            }
            KnownFrom::Email => return None,
            KnownFrom::Name => (draft.surroundings.customer_name.clone()?, "from the customer’s profile"),
            KnownFrom::Earlier => {
                (draft.state.told.get(&ask.slot)?.clone(), "from earlier in the conversation")
            }
        };
        // What does not fit here, such as a day that has passed meanwhile, is asked for.
        let kept = matches!(from, KnownFrom::Earlier) && matches!(ask.kind, SlotKind::Text | SlotKind::Name);
        match (kept, reading(draft, ask, &value)) {
            (true, _) => Some((value, whence)),
            (false, Reading::Fits(value)) => Some((value, whence)),
            _ => None,
        }
    })
}

/// The products that can be meant.
fn among(draft: &Draft<'_>, ask: &AskStep) -> Vec<String> {
    let found = ask.among_from.as_deref().map_or_else(Vec::new, |place| names_in(draft, place));
    ask.among.iter().cloned().chain(found).collect()
}

/// Whether any text is a value.
pub(crate) fn takes_any_text(draft: &Draft<'_>, ask: &AskStep) -> bool {
    ask.kind == SlotKind::Text || ask.kind == SlotKind::Product && among(draft, ask).is_empty()
}

/// What comes of reading the value that a step asks for.
pub(super) fn reading(draft: &Draft<'_>, ask: &AskStep, text: &str) -> Reading {
    let now = local_now(draft);
    let bound = |bound: &Option<String>| bound.as_deref().map(|bound| fill(draft, bound).0);
    let among = among(draft, ask);
    // Where no list came, any words may name the product.
    let kind = if ask.kind == SlotKind::Product && among.is_empty() { SlotKind::Text } else { ask.kind };
    let (least, most) = (bound(&ask.least), bound(&ask.most));
    read(&Asked { kind, least, most, currency: ask.currency.as_deref(), among, now: &now }, text)
}

/// What is said of a value that does not fit.
pub(super) fn repair(draft: &Draft<'_>, ask: &AskStep, unfit: &Unfit) -> String {
    let situations = &draft.content().wordings.situations;
    let locale = &draft.content().company.locale;
    let read = |value: &str| shown(ask.kind, value, locale);
    let (template, name, value) = match unfit {
        Unfit::TooLittle { limit, .. } => (&situations.too_little, "limit", read(limit)),
        Unfit::TooMuch { limit, .. } => (&situations.too_much, "limit", read(limit)),
        Unfit::Past(day) => (&situations.past_day, "value", read(day)),
        Unfit::Future(day) => (&situations.future_day, "value", read(day)),
        Unfit::NoSuchDay => (&situations.no_such_day, "value", String::new()),
        Unfit::OtherCurrency(ours) => (&situations.other_currency, "limit", ours.clone()),
        Unfit::Which(options) => (&situations.which, "options", options.join(", ")),
        Unfit::NotAmong(options) => (&situations.not_among, "options", options.join(", ")),
    };
    draft.wording(template, &[(name, &value)])
}

//! The order book: what the demo began with and what was changed since, kept in one JSON file.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rapport_domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    customers::{self, ShopCustomer},
    order::{self, Order, Status},
    seed::{SEEDS, Seed},
};

/// How many calls that changed something are remembered, so that a repeat changes nothing again.
const REMEMBERED_CALLS: usize = 500;
/// Working days until the money is back.
const REFUND_DAYS: u32 = 5;

/// Why the order book cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The file system refused.
    #[error("cannot use {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Something else than an order book.
    #[error("{path} is not an order book; move it away to start over")]
    Content {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

/// Why the order service does not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Refusal {
    /// No such order, or not that customer's: whoever guesses numbers learns nothing from the difference.
    NotFound,
    /// It has left the warehouse, so its address stays.
    AlreadyShipped,
    /// It cannot go back: not arrived, too long ago, cancelled, or a return is running.
    NotReturnable,
    /// The order has no such item.
    UnknownItem,
    /// An argument is missing or cannot be meant.
    InvalidArgument,
    /// The same key was used for another call.
    KeyReused,
}

/// How a caller proves that an order may be shown or changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Claim<'a> {
    /// By the e-mail address of the order.
    Email(&'a str),
    /// By the shop's own id, which Rapport knows only from a signed identity.
    ExternalId(&'a str),
    /// Rapport looked the order up with its e-mail address before, and signs for that.
    Rapport,
}

/// What was changed in one order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Changes {
    /// Where it goes now.
    pub address: Option<String>,
    /// The number of its return.
    pub return_number: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct State {
    changes: BTreeMap<u32, Changes>,
    // Oldest first.
    calls: Vec<RememberedCall>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RememberedCall {
    key: String,
    request: String,
    result: Value,
}

/// The order book.
pub(crate) struct OrderBook {
    path: PathBuf,
    state: Mutex<State>,
}

/// A call that changes something, as it came in.
pub(crate) struct ChangeCall<'a> {
    /// Its idempotency key.
    pub key: &'a str,
    /// All of it, so that the same key with other arguments is noticed.
    pub request: &'a str,
    /// The order's number.
    pub number: u32,
    /// Who asks.
    pub claim: Claim<'a>,
}

/// Refused, or the change could not be kept.
#[derive(Debug)]
pub(crate) enum ChangeError {
    /// Refused.
    Refused(Refusal),
    /// Not kept; nothing was changed.
    NotKept(BookError),
}

impl From<Refusal> for ChangeError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl OrderBook {
    /// Opens the book at `path`, or begins it.
    pub(crate) fn open(path: PathBuf) -> Result<Self, BookError> {
        let state = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|source| BookError::Content { path: path.clone(), source })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => State::default(),
            Err(source) => return Err(BookError::File { path, source }),
        };
        Ok(Self { path, state: Mutex::new(state) })
    }

    /// The order, if the caller may see it.
    pub(crate) fn find(&self, number: u32, claim: Claim<'_>, now: Timestamp) -> Result<Order, Refusal> {
        let seed = claimed(number, claim)?;
        Ok(view(&self.locked(), seed, now))
    }

    /// A customer's orders, newest first.
    pub(crate) fn orders_of(&self, claim: Claim<'_>, now: Timestamp) -> Result<Vec<Order>, Refusal> {
        let customer = claimant(claim).ok_or(Refusal::NotFound)?;
        let state = self.locked();
        let mut seeds: Vec<_> = SEEDS.iter().filter(|seed| seed.customer == customer.external_id).collect();
        seeds.sort_by_key(|seed| (seed.placed_ago, std::cmp::Reverse(seed.number)));
        Ok(seeds.into_iter().map(|seed| view(&state, seed, now)).collect())
    }

    /// Starts a return of the order, or of one item of it.
    pub(crate) fn start_return(
        &self,
        call: &ChangeCall<'_>,
        item: Option<&str>,
    ) -> Result<Value, ChangeError> {
        self.change(call, |state, seed| {
            let changes = state.changes.entry(seed.number).or_default();
            if changes.return_number.is_some() || !order::is_returnable(seed) {
                return Err(Refusal::NotReturnable);
            }
            if item.is_some_and(|item| !has_item(seed, item)) {
                return Err(Refusal::UnknownItem);
            }
            let number = format!("R-{}", seed.number);
            changes.return_number = Some(number.clone());
            let email = order::owner(seed).map(|customer| customer.email);
            Ok(json!({ "number": number, "label_email": email, "refund_days": REFUND_DAYS }))
        })
    }

    /// Changes where the order goes.
    pub(crate) fn change_address(
        &self,
        call: &ChangeCall<'_>,
        address: &str,
        now: Timestamp,
    ) -> Result<Value, ChangeError> {
        self.change(call, |state, seed| {
            if seed.status != Status::Processing {
                return Err(Refusal::AlreadyShipped);
            }
            state.changes.entry(seed.number).or_default().address = Some(address.to_owned());
            Ok(json!(view(state, seed, now)))
        })
    }

    // One change at a time: it is kept on disk before it is answered, and undone when it cannot be kept.
    fn change(
        &self,
        call: &ChangeCall<'_>,
        act: impl FnOnce(&mut State, &'static Seed) -> Result<Value, Refusal>,
    ) -> Result<Value, ChangeError> {
        let mut state = self.locked();
        if let Some(earlier) = state.calls.iter().find(|earlier| earlier.key == call.key) {
            let same = earlier.request == call.request;
            return if same { Ok(earlier.result.clone()) } else { Err(Refusal::KeyReused.into()) };
        }
        let seed = claimed(call.number, call.claim)?;
        let before = state.changes.get(&seed.number).cloned();
        let result = act(&mut state, seed)?;
        state.calls.push(RememberedCall {
            key: call.key.to_owned(),
            request: call.request.to_owned(),
            result: result.clone(),
        });
        let surplus = state.calls.len().saturating_sub(REMEMBERED_CALLS);
        state.calls.drain(..surplus);
        if let Err(source) = keep(&self.path, &state) {
            state.calls.pop();
            match before {
                Some(before) => state.changes.insert(seed.number, before),
                None => state.changes.remove(&seed.number),
            };
            return Err(ChangeError::NotKept(BookError::File { path: self.path.clone(), source }));
        }
        Ok(result)
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        // Every change is undone or whole before the lock is left, so a poisoned state is still a true one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// Written beside and renamed, so that a crash leaves the old book or the new one.
fn keep(path: &Path, state: &State) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("json.new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(&serde_json::to_vec_pretty(state).map_err(std::io::Error::other)?)?;
    file.sync_all()?;
    fs::rename(beside, path)
}

fn claimed(number: u32, claim: Claim<'_>) -> Result<&'static Seed, Refusal> {
    let seed = SEEDS.iter().find(|seed| seed.number == number).ok_or(Refusal::NotFound)?;
    let is_theirs = matches!(claim, Claim::Rapport)
        || claimant(claim).is_some_and(|customer| customer.external_id == seed.customer);
    if is_theirs { Ok(seed) } else { Err(Refusal::NotFound) }
}

fn claimant(claim: Claim<'_>) -> Option<&'static ShopCustomer> {
    match claim {
        Claim::Email(email) => customers::by_email(email),
        Claim::ExternalId(id) => customers::by_external_id(id),
        Claim::Rapport => None,
    }
}

fn view(state: &State, seed: &Seed, now: Timestamp) -> Order {
    Order::at(seed, &state.changes.get(&seed.number).cloned().unwrap_or_default(), now)
}

/// Whether the words name an item of the order; with one item there is nothing to choose.
fn has_item(seed: &Seed, words: &str) -> bool {
    let words = words.to_lowercase();
    let all = ["all", "everything", "both", "the whole order"].contains(&words.trim());
    all || seed.items.len() == 1
        || seed.items.iter().any(|(slug, kind, _)| {
            let name = super::catalogue::find(slug)
                .map_or_else(String::new, |product| format!("{} {} {kind}", product.name, product.kind));
            let name = name.to_lowercase();
            words.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() > 3 && name.contains(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);
    const ROBERT: Claim<'_> = Claim::Email("Robert.Pryce@example.com ");

    fn book() -> (tempfile::TempDir, OrderBook) {
        let folder = tempfile::tempdir().expect("a folder");
        let book = OrderBook::open(folder.path().join("orders.json")).expect("a book");
        (folder, book)
    }

    fn call<'a>(key: &'a str, number: u32, claim: Claim<'a>) -> ChangeCall<'a> {
        ChangeCall { key, request: "the same", number, claim }
    }

    fn refusal(result: Result<Value, ChangeError>) -> Option<Refusal> {
        match result {
            Err(ChangeError::Refused(refusal)) => Some(refusal),
            _ => None,
        }
    }

    #[test]
    fn an_order_is_shown_to_its_customer_only() {
        let (_folder, book) = book();
        let order = book.find(100454, ROBERT, NOW).expect("the order");
        assert_eq!((order.number.as_str(), order.status_text), ("TF-100454", "it has arrived"));
        assert_eq!(order.items_text, "Ridge trekking poles");
        assert_eq!(order.total, "£79.00");
        assert_eq!(book.find(100454, Claim::Email("maya.okafor@example.com"), NOW), Err(Refusal::NotFound));
        assert_eq!(book.find(1, ROBERT, NOW), Err(Refusal::NotFound));
        assert!(book.find(100454, Claim::ExternalId("c-2004"), NOW).is_ok());
    }

    #[test]
    fn dates_move_with_the_day() {
        let (_folder, book) = book();
        let today = book.find(100454, ROBERT, NOW).expect("the order").delivered_on;
        let tomorrow = book.find(100454, ROBERT, NOW.plus_ms(86_400_000)).expect("the order").delivered_on;
        assert_eq!((today.as_str(), tomorrow.as_str()), ("Friday, 13 November", "Saturday, 14 November"));
    }

    #[test]
    fn a_return_is_started_once_and_its_repeat_answers_the_same() {
        let (folder, book) = book();
        let first = book.start_return(&call("k1", 100454, ROBERT), None).expect("a return");
        assert_eq!(first["number"], "R-100454");
        assert_eq!(book.start_return(&call("k1", 100454, ROBERT), None).expect("the same"), first);
        let again = refusal(book.start_return(&call("k2", 100454, ROBERT), None));
        assert_eq!(again, Some(Refusal::NotReturnable));

        let reopened = OrderBook::open(folder.path().join("orders.json")).expect("the book");
        let order = reopened.find(100454, ROBERT, NOW).expect("the order");
        assert_eq!((order.return_number.as_str(), order.returnable), ("R-100454", order::YesNo::No));
        assert_eq!(reopened.start_return(&call("k1", 100454, ROBERT), None).expect("the same"), first);
    }

    #[test]
    fn what_cannot_be_returned_is_refused_with_its_reason() {
        let (_folder, book) = book();
        let check = |number, id, item, expected| {
            let call = call("k", number, Claim::ExternalId(id));
            assert_eq!(refusal(book.start_return(&call, item)), Some(expected), "{number}");
        };
        check(100452, "c-2002", None, Refusal::NotReturnable);
        check(100453, "c-2003", None, Refusal::NotReturnable);
        check(100462, "c-2012", None, Refusal::NotReturnable);
        check(100469, "c-2019", Some("the canoe"), Refusal::UnknownItem);
    }

    #[test]
    fn an_address_changes_until_the_parcel_leaves() {
        let (_folder, book) = book();
        let sanjay = Claim::ExternalId("c-2006");
        let changed = book.change_address(&call("k1", 100456, sanjay), "1 New Road, LE1 1AA Leicester", NOW);
        assert_eq!(changed.expect("changed")["address"], "1 New Road, LE1 1AA Leicester");
        let late = book.change_address(&call("k2", 100453, Claim::ExternalId("c-2003")), "elsewhere", NOW);
        assert_eq!(refusal(late), Some(Refusal::AlreadyShipped));
    }

    #[test]
    fn every_order_has_a_customer_and_known_products() {
        for seed in SEEDS {
            assert!(order::owner(seed).is_some(), "{}", seed.number);
            for (slug, _, count) in seed.items {
                assert!(super::super::catalogue::find(slug).is_some() && *count > 0, "{slug}");
            }
            assert_eq!(seed.delivered_ago.is_some(), seed.status == Status::Delivered, "{}", seed.number);
        }
    }
}

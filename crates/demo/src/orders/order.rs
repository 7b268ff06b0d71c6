//! One order, as the order service tells it.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use rapport_domain::Timestamp;
use serde::Serialize;

use super::{
    book::Changes,
    catalogue,
    customers::{self, ShopCustomer},
    seed::Seed,
};

/// How long after its delivery an order can be returned.
pub(crate) const RETURN_DAYS: i64 = 60;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// Being packed.
    Processing,
    /// With the carrier.
    Shipped,
    /// In the van.
    OutForDelivery,
    /// Arrived.
    Delivered,
    /// With the carrier, and late.
    Delayed,
    /// The carrier cannot find it.
    Lost,
    /// Cancelled.
    Cancelled,
}

/// Yes or no, as flows branch on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl From<bool> for YesNo {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Item {
    /// The product's name in addresses.
    pub product: String,
    /// What it is called, with its size or colour.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// What one costs.
    pub price: String,
}

/// An order, with every date and text ready to be put into a sentence. What does not apply is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Order {
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: Status,
    /// The same for people, as a clause that stands after a colon.
    pub status_text: &'static str,
    /// When it was placed.
    pub placed_on: String,
    /// When it is, or was, expected.
    pub expected_on: String,
    /// When it was delivered.
    pub delivered_on: String,
    /// Who carries it.
    pub carrier: &'static str,
    /// Where it can be followed.
    pub tracking_url: String,
    /// What was ordered, in one sentence part.
    pub items_text: String,
    /// What was ordered.
    pub items: Vec<Item>,
    /// Whether a return can be started now.
    pub returnable: YesNo,
    /// Whether its address can still be changed.
    pub address_changeable: YesNo,
    /// Where it goes.
    pub address: String,
    /// What it costs altogether.
    pub total: String,
    /// The number of its return, if one was started.
    pub return_number: String,
}

impl Status {
    /// For people, as a clause that stands after a colon.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Processing => "it is being packed in our warehouse",
            Self::Shipped => "it is with the carrier",
            Self::OutForDelivery => "it is in the carrier’s van",
            Self::Delivered => "it has arrived",
            Self::Delayed => "it missed its van at the carrier’s depot",
            Self::Lost => "the carrier scanned it last at its depot and cannot find it",
            Self::Cancelled => "it was cancelled before it left our warehouse",
        }
    }

    /// A word or two, for a list.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Processing => "Being packed",
            Self::Shipped => "On its way",
            Self::OutForDelivery => "Out for delivery",
            Self::Delivered => "Delivered",
            Self::Delayed => "Delayed",
            Self::Lost => "Missing",
            Self::Cancelled => "Cancelled",
        }
    }

    const fn has_left(self) -> bool {
        matches!(self, Self::Shipped | Self::OutForDelivery | Self::Delivered | Self::Delayed | Self::Lost)
    }
}

impl Order {
    /// The order that began as `seed` and was changed by `changes`, as it is at `now`.
    pub(super) fn at(seed: &Seed, changes: &Changes, now: Timestamp) -> Self {
        let today = now.to_jiff().to_zoned(TimeZone::UTC).date();
        let day = |offset: i64| today.saturating_add(offset.days());
        let left = seed.status.has_left();
        let expected = !matches!(seed.status, Status::Cancelled);
        let total = seed.items.iter().map(|(slug, _, count)| unit_price(slug).saturating_mul(*count)).sum();
        Self {
            number: written(seed.number),
            status: seed.status,
            status_text: seed.status.text(),
            placed_on: in_words(day(-seed.placed_ago)),
            expected_on: if expected { in_words(day(seed.expected_in)) } else { String::new() },
            delivered_on: seed.delivered_ago.map(|ago| in_words(day(-ago))).unwrap_or_default(),
            carrier: if left { carrier(seed) } else { "" },
            tracking_url: if left { tracking_url(seed) } else { String::new() },
            items_text: items_text(seed),
            items: seed.items.iter().map(item).collect(),
            returnable: (is_returnable(seed) && changes.return_number.is_none()).into(),
            address_changeable: (seed.status == Status::Processing).into(),
            address: changes.address.clone().unwrap_or_else(|| home_of(seed)),
            total: catalogue::price(total),
            return_number: changes.return_number.clone().unwrap_or_default(),
        }
    }
}

/// A number as it stands in mails: `TF-100482`.
pub(super) fn written(number: u32) -> String {
    format!("TF-{number}")
}

/// Whether it was delivered recently enough.
pub(super) fn is_returnable(seed: &Seed) -> bool {
    seed.delivered_ago.is_some_and(|ago| ago <= RETURN_DAYS)
}

/// Whose it is.
pub(super) fn owner(seed: &Seed) -> Option<&'static ShopCustomer> {
    customers::by_external_id(seed.customer)
}

fn home_of(seed: &Seed) -> String {
    owner(seed).map(|customer| customer.address.to_owned()).unwrap_or_default()
}

/// `Tuesday, 24 November`.
fn in_words(date: Date) -> String {
    date.strftime("%A, %-d %B").to_string()
}

fn unit_price(slug: &str) -> u32 {
    catalogue::find(slug).map_or(0, |product| product.price)
}

const fn carrier(seed: &Seed) -> &'static str {
    if seed.number.is_multiple_of(2) { "Northway Parcels" } else { "Peak Post" }
}

// The carriers are invented, so their addresses use a domain that is reserved for examples.
fn tracking_url(seed: &Seed) -> String {
    let host = if seed.number.is_multiple_of(2) { "northway" } else { "peakpost" };
    format!("https://{host}.example/track/{}", u64::from(seed.number) * 7_919 + 41_000_000)
}

fn item(&(slug, kind, quantity): &(&str, &str, u32)) -> Item {
    Item {
        product: slug.to_owned(),
        name: item_name(slug, kind),
        quantity,
        price: catalogue::price(unit_price(slug)),
    }
}

fn item_name(slug: &str, kind: &str) -> String {
    let name = catalogue::find(slug).map_or_else(
        || slug.to_owned(),
        |product| format!("{} {}", product.name, product.kind.to_lowercase()),
    );
    if kind.is_empty() { name } else { format!("{name} ({kind})") }
}

fn items_text(seed: &Seed) -> String {
    let parts: Vec<String> = seed
        .items
        .iter()
        .map(|(slug, kind, count)| {
            let name = item_name(slug, kind);
            if *count == 1 { name } else { format!("{count} × {name}") }
        })
        .collect();
    match parts.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => parts.concat(),
    }
}

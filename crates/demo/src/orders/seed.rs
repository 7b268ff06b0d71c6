//! The orders that the demo begins with. Days count from today, so that the demo never looks stale.

use super::order::Status;

/// An order as it is before anybody changes it.
#[derive(Debug)]
pub(super) struct Seed {
    /// Its number.
    pub number: u32,
    /// The shop's id of whose it is.
    pub customer: &'static str,
    /// Where it stands.
    pub status: Status,
    /// How many days ago it was placed.
    pub placed_ago: i64,
    /// In how many days it is expected; negative once that day has passed.
    pub expected_in: i64,
    /// How many days ago it was delivered.
    pub delivered_ago: Option<i64>,
    /// What was ordered: product, what kind of it, how many.
    pub items: &'static [(&'static str, &'static str, u32)],
}

macro_rules! seeds {
    ($($number:literal $customer:literal $status:ident $placed:literal $expected:literal $delivered:expr,
       $items:expr;)*) => {
        &[$(Seed {
            number: $number,
            customer: $customer,
            status: Status::$status,
            placed_ago: $placed,
            expected_in: $expected,
            delivered_ago: $delivered,
            items: &$items,
        }),*]
    };
}

/// All of them.
pub(super) const SEEDS: &[Seed] = seeds! {
    100451 "c-2001" Delivered 16 -12 Some(12), [("scree-mid", "UK 6", 1)];
    100452 "c-2002" Delivered 74 -70 Some(70), [("larch-5", "", 1), ("glow-lamp", "", 2)];
    100453 "c-2003" Shipped 3 1 None, [("drizzle-shell", "size M, moss green", 1)];
    100454 "c-2004" Delivered 9 -5 Some(5), [("ridge-poles", "", 1)];
    100455 "c-2005" OutForDelivery 4 0 None, [("fellside-2", "", 1), ("kettle-pot", "", 1)];
    100456 "c-2006" Processing 1 4 None, [("tarn-40", "slate", 1)];
    100457 "c-2007" Delivered 21 -17 Some(17), [("moss-merino", "size S", 2)];
    100458 "c-2008" Delayed 9 2 None, [("cairn-down", "size L, black", 1)];
    100459 "c-2009" Shipped 2 2 None, [("beck-filter", "", 1), ("ember-stove", "", 1)];
    100460 "c-2010" Lost 17 -11 None, [("scree-mid", "UK 10", 1)];
    100461 "c-2011" Delivered 6 -2 Some(2), [("drizzle-shell", "size S, red", 1)];
    100462 "c-2012" Cancelled 12 -8 None, [("glow-lamp", "", 1)];
    100463 "c-2013" Processing 0 4 None, [("scree-mid", "UK 8", 1), ("moss-merino", "size M", 1)];
    100464 "c-2014" Delivered 33 -29 Some(29), [("kettle-pot", "", 1), ("ember-stove", "", 1)];
    100465 "c-2015" Shipped 4 1 None, [("tarn-40", "moss green", 1)];
    100466 "c-2016" Delivered 95 -91 Some(91), [("fellside-2", "", 1)];
    100467 "c-2017" OutForDelivery 3 0 None, [("glow-lamp", "", 1), ("beck-filter", "", 1)];
    100468 "c-2018" Delayed 11 3 None, [("fellside-2", "", 1)];
    100469 "c-2019" Delivered 8 -3 Some(3), [("cairn-down", "size M, rust", 1), ("moss-merino", "size M", 1)];
    100470 "c-2020" Processing 1 3 None, [("ridge-poles", "", 1), ("glow-lamp", "", 1)];
    100471 "c-2021" Delivered 14 -10 Some(10), [("larch-5", "", 2)];
    100472 "c-2022" Shipped 2 1 None, [("moss-merino", "size XL", 3)];
    100473 "c-2023" Delivered 5 -1 Some(1), [("scree-mid", "UK 5", 1), ("ridge-poles", "", 1)];
    100474 "c-2024" Cancelled 6 -1 None, [("drizzle-shell", "size XL, slate", 1)];
    100475 "c-2025" Delivered 25 -21 Some(21), [("tarn-40", "rust", 1)];
    100476 "c-2001" Shipped 3 1 None, [("larch-5", "", 1), ("kettle-pot", "", 1)];
    100477 "c-2003" Delivered 45 -41 Some(41), [("beck-filter", "", 2)];
    100478 "c-2005" Delivered 19 -14 Some(14), [("cairn-down", "size S, moss green", 1)];
    100479 "c-2006" Lost 15 -9 None, [("moss-merino", "size L", 2), ("glow-lamp", "", 1)];
    100480 "c-2007" Processing 0 3 None, [("kettle-pot", "", 1)];
    100481 "c-2008" Delivered 11 -7 Some(7), [("ridge-poles", "", 1)];
    100482 "c-2002" Delayed 10 2 None, [("fellside-2", "", 1), ("larch-5", "", 2)];
    100483 "c-2010" Delivered 4 -1 Some(1), [("ember-stove", "", 1)];
    100484 "c-2011" Processing 1 4 None, [("fellside-2", "", 1)];
    100485 "c-2013" Delivered 28 -24 Some(24), [("drizzle-shell", "size M, slate", 1)];
    100486 "c-2016" OutForDelivery 2 0 None, [("ridge-poles", "", 1)];
    100487 "c-2019" Shipped 5 1 None, [("tarn-40", "slate", 1), ("beck-filter", "", 1)];
    100488 "c-2021" Delayed 8 1 None, [("scree-mid", "UK 7", 1)];
    100489 "c-2023" Processing 0 4 None, [("cairn-down", "size M, black", 1)];
    100490 "c-2025" Delivered 7 -3 Some(3), [("glow-lamp", "", 2), ("kettle-pot", "", 1)];
};

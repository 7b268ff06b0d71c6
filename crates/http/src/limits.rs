//! How much one visitor or one address may ask for: token buckets, refilled by the clock.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use rapport_domain::{CustomerId, Timestamp};

/// Full buckets are dropped when there are more than so many; a full one says nothing.
const PRUNE_ABOVE: usize = 50_000;

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// A customer, from whatever address.
    Visitor(CustomerId),
    /// An address; of IPv6 the first 64 bits, since one customer has them all.
    Address(IpAddr),
    /// An address that says whether pages helped.
    Feedback(IpAddr),
    /// An address that searches the help centre.
    Search(IpAddr),
}

impl Who {
    /// The bucket of an address.
    pub(crate) fn address(ip: IpAddr) -> Self {
        Self::Address(network(ip))
    }

    /// The bucket of an address that says whether pages helped.
    pub(crate) fn feedback(ip: IpAddr) -> Self {
        Self::Feedback(network(ip))
    }

    /// The bucket of an address that searches the help centre.
    pub(crate) fn search(ip: IpAddr) -> Self {
        Self::Search(network(ip))
    }

    /// The policy's name on the wire.
    const fn name(self) -> &'static str {
        match self {
            Self::Visitor(_) => "visitor",
            Self::Address(_) => "address",
            Self::Feedback(_) => "feedback",
            Self::Search(_) => "search",
        }
    }
}

/// An address, or the network that one customer has of it.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

/// What is left after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    who: Who,
    /// Calls in a minute.
    per_minute: u32,
    /// Calls that are left now.
    left: u32,
    /// Seconds until there is one more; 0 when the call was allowed.
    pub(crate) retry_after_s: u64,
}

impl Allowance {
    /// Whether the call may be made.
    pub(crate) const fn is_allowed(&self) -> bool {
        self.retry_after_s == 0
    }

    /// The value of `RateLimit-Policy` (IETF draft, "RateLimit header fields for HTTP").
    pub(crate) fn policy(&self) -> String {
        format!("\"{}\";q={};w=60", self.who.name(), self.per_minute)
    }

    /// The value of `RateLimit`.
    pub(crate) fn state(&self) -> String {
        format!("\"{}\";r={};t={}", self.who.name(), self.left, self.retry_after_s)
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// In thousandths of a call.
    level: u64,
    at: Timestamp,
}

/// All buckets of a node.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    buckets: Mutex<HashMap<Who, Bucket>>,
}

impl Limiter {
    /// Takes one call out of the bucket, which holds `per_minute` calls and fills up within a minute.
    pub(crate) fn take(&self, who: Who, per_minute: u32, now: Timestamp) -> Allowance {
        let full = u64::from(per_minute.max(1)) * 1_000;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > PRUNE_ABOVE {
            buckets.retain(|_, bucket| now.ms_since(bucket.at) < 60_000);
        }
        let bucket = buckets.entry(who).or_insert(Bucket { level: full, at: now });
        let passed_ms = u64::try_from(now.ms_since(bucket.at)).unwrap_or(0).min(60_000);
        bucket.level = (bucket.level + passed_ms * full / 60_000).min(full);
        bucket.at = bucket.at.max(now);
        let retry_after_s = if bucket.level >= 1_000 {
            bucket.level -= 1_000;
            0
        } else {
            ((1_000 - bucket.level) * 60).div_ceil(full).max(1)
        };
        let left = u32::try_from(bucket.level / 1_000).unwrap_or(u32::MAX);
        Allowance { who, per_minute, left, retry_after_s }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    #[test]
    fn a_burst_is_allowed_and_then_the_steady_rate() {
        let limiter = Limiter::default();
        let who = Who::Visitor(CustomerId::from_bytes([1; 16]));
        let other = Who::Visitor(CustomerId::from_bytes([2; 16]));
        for left in (0..30).rev() {
            assert_eq!(limiter.take(who, 30, NOW).left, left);
        }
        let refused = limiter.take(who, 30, NOW);
        assert_eq!((refused.is_allowed(), refused.retry_after_s), (false, 2));
        assert_eq!(refused.policy(), "\"visitor\";q=30;w=60");
        assert_eq!(refused.state(), "\"visitor\";r=0;t=2");
        assert!(limiter.take(other, 30, NOW).is_allowed());
        assert!(!limiter.take(who, 30, NOW.plus_ms(1_900)).is_allowed());
        assert!(limiter.take(who, 30, NOW.plus_ms(2_000)).is_allowed());
        assert_eq!(limiter.take(who, 30, NOW.plus_ms(600_000)).left, 29);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let limiter = Limiter::default();
        let who = Who::address("192.0.2.1".parse().unwrap());
        assert!(limiter.take(who, 1, NOW).is_allowed());
        assert!(!limiter.take(who, 1, NOW.plus_ms(-600_000)).is_allowed());
        assert!(!limiter.take(who, 1, NOW.plus_ms(1_000)).is_allowed());
    }

    #[test]
    fn one_network_is_one_address() {
        let address = |text: &str| Who::address(text.parse().unwrap());
        assert_eq!(address("2001:db8:1:2::1"), address("2001:db8:1:2:ffff::9"));
        assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }
}

//! Where calls may go: public addresses over TLS, and private ones only where the operator named them.
//!
//! Names are resolved by the client's own resolver, which drops private addresses before a connection is
//! made: what was checked is what is connected to, so that a name cannot be pointed elsewhere in between.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Why an address is not called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a URL.
    #[error("{0:?} is not a web address such as https://shop.example/hook")]
    NotAnAddress(String),
    /// Neither `https` nor a private address that was allowed.
    #[error("only https:// addresses are called, unless the configuration allows {0}")]
    NotSecure(String),
    /// A user name or password in the address ends up in logs.
    #[error("the address must not carry a user name or password")]
    Credentials,
    /// A private, local or reserved address.
    #[error("{0} is a private or reserved address; allow it in the configuration if it is yours")]
    Private(String),
}

/// A host and port that may be called although it is private.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostPort {
    host: String,
    port: u16,
}

/// A text that is not `host:port`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not of the form host:port, such as 127.0.0.1:7071")]
pub struct InvalidHostPort(String);

impl FromStr for HostPort {
    type Err = InvalidHostPort;

    fn from_str(text: &str) -> Result<Self, InvalidHostPort> {
        let invalid = || InvalidHostPort(text.chars().take(80).collect());
        let (host, port) = text.trim().rsplit_once(':').ok_or_else(invalid)?;
        let port = port.parse().map_err(|_| invalid())?;
        // The URL's own spelling, so that `[::1]` and `LOCALHOST` are found again.
        let host = Host::parse(host).map_err(|_| invalid())?.to_string();
        Ok(Self { host, port })
    }
}

impl std::fmt::Display for HostPort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// How an address may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Like any other: no private address, whatever its name resolves to.
    Public,
    /// The operator named it.
    Allowed,
}

/// Reads `text` and tells how it may be called.
pub(crate) fn check(text: &str, allowed: &[HostPort]) -> Result<(Url, Route), AddressError> {
    let unreadable = || AddressError::NotAnAddress(text.chars().take(200).collect());
    let url = Url::parse(text).map_err(|_| unreadable())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(unreadable());
    }
    let host = url.host().ok_or_else(unreadable)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    let port = url.port_or_known_default().ok_or_else(unreadable)?;
    let target = HostPort { host: host.to_string(), port };
    if allowed.contains(&target) {
        return Ok((url, Route::Allowed));
    }
    let ip = match host {
        Host::Ipv4(ip) => Some(IpAddr::V4(ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(ip)),
        Host::Domain(_) => None,
    };
    if ip.is_some_and(is_private) {
        return Err(AddressError::Private(target.to_string()));
    }
    if url.scheme() != "https" {
        return Err(AddressError::NotSecure(target.to_string()));
    }
    Ok((url, Route::Public))
}

/// Resolves names and drops private addresses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| !is_private(address.ip())).collect();
            if public.is_empty() {
                return Err(AddressError::Private(name.as_str().to_owned()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether `ip` is anything but a public unicast address.
pub(crate) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

// The ranges of RFC 6890 that are not globally reachable, multicast and the future class.
fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| {
        let [[one, two], [three, four]] = [high.to_be_bytes(), low.to_be_bytes()];
        is_private_v4(Ipv4Addr::new(one, two, three, four))
    };
    // IPv4 in IPv6's clothes: mapped, through NAT64, through 6to4.
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => return v4(g, h),
        (0x2002, ..) => return v4(b, c),
        _ => {}
    }
    // Only 2000::/3 is global unicast; of it, Teredo and documentation lead nowhere public.
    let global = a & 0xe000 == 0x2000;
    let reserved = (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || (a == 0x3fff && b < 0x1000);
    !global || reserved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0/",
            "https://10.0.0.8/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://198.18.0.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[ff02::1]/",
            "https://[2001:db8::1]/",
        ] {
            assert!(matches!(check(url, &[]), Err(AddressError::Private(_))), "{url}");
        }
    }

    #[test]
    fn public_addresses_need_tls_and_no_credentials() {
        for url in
            ["https://shop.example/hook", "https://93.184.215.14/", "https://[2606:2800:21f::1]:8443/x"]
        {
            assert!(matches!(check(url, &[]), Ok((_, Route::Public))), "{url}");
        }
        assert!(matches!(check("http://shop.example/", &[]), Err(AddressError::NotSecure(_))));
        assert!(matches!(check("https://me:pw@shop.example/", &[]), Err(AddressError::Credentials)));
        for url in [
            "",
            "shop.example",
            "ftp://shop.example/",
            "file:///etc/passwd",
            "https://",
            "javascript:alert(1)",
        ] {
            assert!(matches!(check(url, &[]), Err(AddressError::NotAnAddress(_))), "{url}");
        }
    }

    #[test]
    fn what_the_operator_named_is_allowed_and_nothing_beside_it() {
        let allowed = ["127.0.0.1:7071", "[::1]:80", "LocalHost:9000"].map(|text| text.parse().unwrap());
        for url in ["http://127.0.0.1:7071/actions", "http://[::1]/", "http://localhost:9000/"] {
            assert!(matches!(check(url, &allowed), Ok((_, Route::Allowed))), "{url}");
        }
        assert!(check("http://127.0.0.1:7072/", &allowed).is_err());
        assert!(check("http://127.0.0.2:7071/", &allowed).is_err());
        assert!("localhost".parse::<HostPort>().is_err() && "localhost:x".parse::<HostPort>().is_err());
    }
}

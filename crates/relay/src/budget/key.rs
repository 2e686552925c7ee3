//! By what an address is counted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address as budgets count it: one IPv4 address, or the /64 that an IPv6 customer is given whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddressKey(IpAddr);

impl AddressKey {
    /// The key of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(IpAddr::V4(address)),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
            }
        }
    }

    /// The key of the client behind so many trusted proxies: the peer without any, else the entry of `X-Forwarded-For`
    /// that the outermost of them wrote. What stands left of it is the client's own invention. Where the header is
    /// shorter than it should be, its first entry is taken: the request came in behind the proxies.
    pub fn behind(peer: IpAddr, forwarded: &str, proxies: u8) -> Self {
        if proxies == 0 {
            return Self::of(peer);
        }
        let entries: Vec<&str> = forwarded.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
        let place = entries.len().saturating_sub(usize::from(proxies));
        entries.get(place).and_then(|entry| parse(entry)).map_or_else(|| Self::of(peer), Self::of)
    }
}

/// An entry: an address, perhaps with brackets and a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let bare = match entry.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None if entry.matches(':').count() == 1 => entry.split(':').next().unwrap_or_default(),
        None => entry,
    };
    bare.parse().ok()
}

impl Default for AddressKey {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public internet: not this machine, not a private or link-local network, not
/// reserved for anything, and not an IPv4 address in the clothes of IPv6.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// By the registry of special-purpose addresses (RFC 6890 and its successors).
fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]                       // this network, private, loopback
            | [100, 64..=127, ..]                // shared by carriers
            | [169, 254, ..]                     // link-local, where clouds keep their secrets
            | [172, 16..=31, ..]                 // private
            | [192, 0, 0 | 2, _]                 // protocol assignments, documentation
            | [192, 88, 99, _]                   // 6to4 relays
            | [192, 168, ..]                     // private
            | [198, 18 | 19, ..]                 // benchmarks
            | [198, 51, 100, _]                  // documentation
            | [203, 0, 113, _]                   // documentation
            | [224..=255, ..] // multicast, reserved, broadcast
    )
}

/// Only what is given out as global unicast, less the parts of it that are not for hosts or hold an IPv4 address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // An IPv4 address behind the translator of an IPv6-only network is as public as it is.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        [0x2001, 0..=0x1ff, ..]                  // protocol assignments, Teredo among them
        | [0x2001, 0xdb8, ..]                    // documentation
        | [0x2002, ..]                           // 6to4
        | [0x3fff, 0..=0xfff, ..] => false,      // documentation
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

//! The certificate of the emulator, made at each start.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, SanType, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::vendor_hosts;

/// A self-signed certificate with its key, for this machine and the hosts of the vendor.
pub(crate) struct Certificate {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: PrivateKeyDer<'static>,
}

impl Certificate {
    /// Makes a certificate that is also valid for the addresses that the emulator listens on.
    ///
    /// # Errors
    /// Returns an error if the system has no random numbers.
    pub(crate) fn new(listening: impl IntoIterator<Item = IpAddr>) -> Result<Self, rcgen::Error> {
        let names = vendor_hosts::certificate_names().chain(["localhost".to_owned()]);
        let mut params = CertificateParams::new(names.collect::<Vec<_>>())?;
        let loopback = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
        for address in loopback.into_iter().chain(listening.into_iter().filter(|address| !address.is_unspecified())) {
            let name = SanType::IpAddress(address.to_canonical());
            if !params.subject_alt_names.contains(&name) {
                params.subject_alt_names.push(name);
            }
        }
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "weda emulator");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        // The machine's clock, which clients check it with, and not the emulator's.
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let day = |span| {
            let date = today.saturating_add(span);
            date_time_ymd(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
        };
        (params.not_before, params.not_after) = (day(Span::new().days(-1)), day(Span::new().days(365)));
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.into();
        Ok(Self { certificate, key: PrivatePkcs8KeyDer::from(key.serialize_der()).into() })
    }

    /// The public part as PEM.
    pub(crate) fn pem(&self) -> String {
        let text = STANDARD.encode(&self.certificate);
        let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| str::from_utf8(line).ok()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }
}

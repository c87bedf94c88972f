//! The vendor's hosts whose interfaces the emulator serves.

/// The gateway's domains in China and elsewhere; the environment comes before them.
const GATEWAYS: [&str; 2] = ["api.tcloudbasegateway.com", "api.intl.tcloudbasegateway.com"];

/// The domain of the cloud API; the service comes before it, and a region may come between.
const CLOUD_API: &str = "tencentcloudapi.com";

/// The services of the cloud API that have definitions.
const SERVICES: [&str; 2] = ["lowcode", "tcb"];

/// The domain of the Open API; the environment comes before it, and a region may come between.
const OPEN_API: &str = "tcb-api.tencentcloudapi.com";

/// The regions that names may contain. A certificate lists each, since its wildcards stand for one label.
const REGIONS: [&str; 10] = [
    "ap-beijing",
    "ap-chengdu",
    "ap-chongqing",
    "ap-guangzhou",
    "ap-hongkong",
    "ap-nanjing",
    "ap-shanghai",
    "ap-shanghai-fsi",
    "ap-shenzhen-fsi",
    "ap-singapore",
];

/// The hosts, for messages.
#[cfg(feature = "https")]
pub(super) const FORMS: &str = "{env}.api.tcloudbasegateway.com, {env}.api.intl.tcloudbasegateway.com, \
     {env}.tcb-api.tencentcloudapi.com, tcb.tencentcloudapi.com and lowcode.tencentcloudapi.com, the last three also \
     with a region, as in lowcode.ap-shanghai.tencentcloudapi.com";

/// Returns true for a host of the vendor: lower-case, without a port.
pub(super) fn is_vendor_host(host: &str) -> bool {
    let Some((first, domain)) = host.split_once('.') else { return false };
    let of_region = |of: &str| {
        let region = domain.strip_suffix(of).and_then(|rest| rest.strip_suffix('.'));
        region.is_some_and(|region| REGIONS.contains(&region))
    };
    let is_service = SERVICES.contains(&first) && (domain == CLOUD_API || of_region(CLOUD_API));
    let is_env = is_label(first) && (GATEWAYS.contains(&domain) || domain == OPEN_API || of_region(OPEN_API));
    is_service || is_env
}

/// Returns true for a label of a host name (RFC 1123).
fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// The names of a certificate for all of these hosts.
#[cfg(feature = "https")]
pub(super) fn certificate_names() -> impl Iterator<Item = String> {
    let domains = GATEWAYS.into_iter().chain([OPEN_API, CLOUD_API]).map(|domain| format!("*.{domain}"));
    let of_region = |region| [OPEN_API, CLOUD_API].map(|domain| format!("*.{region}.{domain}"));
    domains.chain(REGIONS.into_iter().flat_map(of_region))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_the_vendor_and_no_others() {
        for host in [
            "env-1abc2def.api.tcloudbasegateway.com",
            "env-1abc2def.api.intl.tcloudbasegateway.com",
            "lowcode-2gay8jgh25.tcb-api.tencentcloudapi.com",
            "lowcode-2gay8jgh25.ap-shanghai.tcb-api.tencentcloudapi.com",
            "tcb.tencentcloudapi.com",
            "tcb.ap-guangzhou.tencentcloudapi.com",
            "lowcode.tencentcloudapi.com",
            "lowcode.ap-shanghai.tencentcloudapi.com",
            "tcb.tcb-api.tencentcloudapi.com",
            "a.tcb-api.tencentcloudapi.com",
        ] {
            assert!(is_vendor_host(host), "{host}");
        }
        let long = format!("{}.api.tcloudbasegateway.com", "a".repeat(64));
        for host in [
            "",
            "localhost",
            "127.0.0.1",
            "evil.invalid",
            "api.tcloudbasegateway.com",
            ".api.tcloudbasegateway.com",
            "a.b.api.tcloudbasegateway.com",
            "-a.api.tcloudbasegateway.com",
            "a-.api.tcloudbasegateway.com",
            "a_b.api.tcloudbasegateway.com",
            "*.api.tcloudbasegateway.com",
            "a.api.tcloudbasegateway.com.",
            "A.api.tcloudbasegateway.com",
            "a.evilapi.tcloudbasegateway.com",
            "a.api.tcloudbasegateway.com.evil.invalid",
            "tcb-api.tencentcloudapi.com",
            "a.ap-nowhere.tcb-api.tencentcloudapi.com",
            "tencentcloudapi.com",
            "cvm.tencentcloudapi.com",
            "x.tencentcloudapi.com",
            "tcb.eviltencentcloudapi.com",
            "tcb.ap-shanghai.eviltencentcloudapi.com",
            "tcb.ap-shanghai.ap-shanghai.tencentcloudapi.com",
            &long,
        ] {
            assert!(!is_vendor_host(host), "{host}");
        }
    }
}

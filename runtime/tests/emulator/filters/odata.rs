//! The words and the answers of OData.

use super::*;

/// All filters, with every switch on in client and emulator.
#[test]
fn filters_find_what_they_say_in_the_widest_dialect() {
    for (nulls, missing) in [(Nulls::Value, Missing::Differs), (Nulls::Unknown, Missing::IsNeverFound)] {
        let mut profile = Profile::lenient();
        profile.lists.nulls = nulls;
        holds(&profile, speaking_all, missing, |_, _| false);
    }
}

/// A filter by some thousand ids ended in "no answer from ..: Parsed Url is not a valid Uri; check the network". URLs
/// are limited to 65,534 bytes; the HTTP library reported a longer one as a failure to connect. It is now rejected
/// before anything is sent, with advice.
#[tokio::test]
async fn a_filter_that_no_address_can_hold() {
    let (emulator, client) = served();
    let by_ids = |number: u32| (0..number).map(|at| Id::<Book>::new(format!("{at:032x}")));
    assert_eq!(Book::query(&client).filter(Book::ID.one_of(by_ids(1000))).await.unwrap(), []);
    let requests = emulator.tokens_issued();
    let error = Book::query(&client).filter(Book::ID.one_of(by_ids(3000))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(
        error.to_string(),
        format!(
            "the URL of the query would have {} bytes, but at most 65534 can be sent; \
             filter by fewer values at a time and combine the rows",
            client.base_url().len() + 171_092
        )
    );
    assert_eq!(emulator.tokens_issued(), requests);
}

/// Many fields with many ids exceeded the limit together, and the HTTP library failed to connect: only the filter was
/// measured, not `$select`. The whole URL is now measured: the longest accepted one is sent, and one value more is
/// rejected.
#[tokio::test]
async fn an_address_that_its_fields_make_too_long() {
    let emulator = Emulator::builder().definitions(definitions()).profile(Profile::lenient()).start().unwrap();
    let (plain, selecting) = (crate::fixture::connect(emulator.address()), speaking_all(&emulator));
    let ids = |number: usize| (0..number).map(|at| Id::<Book>::new(format!("{at:032x}")));
    // A raw filter fills the URL to its last byte.
    let query = |client: &Client, number: usize, rest: usize| {
        let filler = Filter::<Book>::raw_unchecked(format!("title eq '{}'", "x".repeat(rest)));
        Book::query(client).filter(Book::ID.one_of(ids(number)) & filler)
    };
    for client in [&plain, &selecting] {
        let short = query(client, 1100, 0).skip(u64::MAX).preview().unwrap().unwrap().url.len();
        let rest = 65_533 - short;
        let longest = query(client, 1100, rest).skip(u64::MAX);
        assert_eq!(longest.preview().unwrap().unwrap().url.len(), 65_533);
        assert_eq!(query(client, 1100, rest).await.unwrap(), []);
        let error = query(client, 1100, rest + 1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue, "{error}");
    }
}

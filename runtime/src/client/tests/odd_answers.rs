//! Irregular answers that are accepted.

use super::*;

/// F13, F15: answers with a byte order mark or with several gzip members could not be read.
#[tokio::test]
async fn byte_order_marks_and_gzip_members_are_read() {
    use std::io::Write as _;

    let service = FakeService::start().await;
    let client = Client::for_emulator(service.address());
    let record = r#"{"_id":"a1","name":"李"}"#;
    service.answer(200, &format!("\u{feff}{record}"));
    assert_eq!(client.send(&get(ONE)).await.unwrap().body, record);
    let members: Vec<u8> = [&record[..8], &record[8..]]
        .iter()
        .flat_map(|part| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(part.as_bytes()).unwrap();
            encoder.finish().unwrap()
        })
        .collect();
    service.label("content-encoding", "gzip");
    service.answer(200, &members);
    assert_eq!(client.send(&get(ONE)).await.unwrap().body, record);
    service.label("content-encoding", "br");
    service.answer(200, &members);
    let error = client.send(&get(ONE)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::UnexpectedAnswer, 1));
    assert!(error.to_string().contains("has the content coding `br`, which was not requested (HTTP 200"), "{error}");
}

/// The text of a body.
pub(crate) fn utf8(body: &[u8]) -> Result<&str, String> {
    simdutf8::basic::from_utf8(body).or_else(|_| {
        // This one is slower, and says where.
        std::str::from_utf8(body)
            .map_err(|error| format!("the answer is not UTF-8 from byte {} on", error.valid_up_to()))
    })
}

/// Returns a response body as text, or a message that says where it is not UTF-8.
pub(crate) fn utf8(body: &[u8]) -> Result<&str, String> {
    simdutf8::basic::from_utf8(body).or_else(|_| {
        // Slower, but returns the position.
        std::str::from_utf8(body)
            .map_err(|error| format!("the answer is not UTF-8 from byte {} on", error.valid_up_to()))
    })
}

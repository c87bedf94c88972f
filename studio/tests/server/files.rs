//! The files of the page: what is committed is what the sources give, small, and without anything from elsewhere.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::{has, leave_out};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn hash(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "node_modules") {
                sources(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// A changed source without a build fails here, on machines without node too.
#[test]
fn the_committed_files_are_those_of_the_sources() {
    let (ui, dist) = (Path::new(ROOT).join("ui"), Path::new(ROOT).join("dist"));
    let manifest: Value = serde_json::from_slice(&fs::read(dist.join("manifest.json")).unwrap()).unwrap();
    let mut files = Vec::new();
    sources(&ui, &mut files);
    let advice = "run `npm ci --ignore-scripts && node build.mjs` in studio/ui, and commit studio/dist";
    assert_eq!(manifest["sources"].as_object().unwrap().len(), files.len(), "{advice}");
    for path in files {
        let name = path.strip_prefix(&ui).unwrap().to_str().unwrap().replace('\\', "/");
        assert_eq!(manifest["sources"][&name], hash(&path), "{name}: {advice}");
    }
    for (name, expected) in manifest["built"].as_object().unwrap() {
        assert_eq!(*expected, hash(&dist.join(name)), "{name}: {advice}");
    }
}

/// With the packages of `npm ci`, a build gives the same bytes. Without them the test above has to do.
#[test]
fn a_build_gives_the_committed_bytes() {
    const TEST: &str = "a_build_gives_the_committed_bytes";
    let ui = Path::new(ROOT).join("ui");
    if !ui.join("node_modules/esbuild").exists() {
        leave_out(TEST, "the packages of studio/ui are not installed (`npm ci --ignore-scripts`)");
        return;
    }
    if !has(TEST, "node") {
        return;
    }
    let out = std::env::temp_dir().join(format!("weda-studio-build-{}", std::process::id()));
    let built = Command::new("node").args(["build.mjs", out.to_str().unwrap()]).current_dir(&ui).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for entry in fs::read_dir(Path::new(ROOT).join("dist")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(hash(&path), hash(&out.join(path.file_name().unwrap())), "{}", path.display());
    }
    fs::remove_dir_all(out).unwrap();
}

#[test]
fn the_files_have_at_most_300_kilobytes_gzipped() {
    let mut sum = 0;
    for name in ["index.html", "studio.js", "studio.css", "icon.svg"] {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&fs::read(Path::new(ROOT).join("dist").join(name)).unwrap()).unwrap();
        sum += gzip.finish().unwrap().len();
    }
    println!("{sum} bytes gzipped");
    assert!(sum <= 300_000, "{sum} bytes");
}

#[test]
fn nothing_is_loaded_from_elsewhere_and_nothing_is_inline() {
    let dist = |name: &str| fs::read_to_string(Path::new(ROOT).join("dist").join(name)).unwrap();
    let page = dist("index.html");
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" on"), "{page}");
    assert_eq!(page.matches("<script").count(), 1);
    let texts = [page, dist("studio.js"), dist("studio.css")];
    for text in &texts {
        // The names of formats look like addresses.
        let text = text.replace("http://www.w3.org/", "");
        for (at, _) in text.match_indices("://") {
            let around: String = text[..at].chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
            let rest: String = text[at..].chars().take(24).collect();
            let is_own = rest.starts_with("://127.0.0.1") || rest.starts_with("://${") || rest.starts_with("://\"");
            assert!(is_own, "{around}{rest}");
        }
    }
}

/// The library of the page has such calls, which nobody uses: the sources of the page themselves have none.
#[test]
fn no_text_becomes_markup() {
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("ui/src"), &mut files);
    let code: Vec<&PathBuf> = files.iter().filter(|path| is_code(path)).collect();
    assert!(code.len() > 80, "{}", code.len());
    for path in code {
        let text = fs::read_to_string(path).unwrap();
        for call in ["innerHTML", "dangerouslySetInnerHTML", "insertAdjacentHTML", "outerHTML", "document.write"] {
            assert!(!text.contains(call), "{}: {call}", path.display());
        }
    }
}

fn is_code(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "tsx" || kind == "ts")
}

/// Every text of the page is in both languages.
#[test]
fn the_words_are_complete() {
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("ui/words"), &mut files);
    let mut words: BTreeMap<String, Value> = BTreeMap::new();
    for path in files {
        let page: BTreeMap<String, Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (key, word) in page {
            // The page merges the files: one of two equal keys would never be shown.
            assert_eq!(words.insert(key.clone(), word), None, "{}: {key} is in another file too", path.display());
        }
    }
    assert!(words.len() > 150);
    let names = |text: &str| -> Vec<String> {
        // `{count|row|rows}` is a word by the value.
        let name = |part: &str| Some(part.split_once('}')?.0.split('|').next()?.to_owned());
        let mut names: Vec<String> = text.split('{').skip(1).filter_map(name).collect();
        names.sort();
        names.dedup();
        names
    };
    for (key, word) in &words {
        let [zh, en] = ["zh", "en"].map(|lang| word[lang].as_str().unwrap_or_default());
        assert!(!zh.is_empty() && !en.is_empty(), "{key}");
        assert_eq!(names(zh), names(en), "{key}: the values of both texts differ");
        assert!(!zh.contains('您'), "{key}");
        assert!(!en.chars().any(|one| ('\u{4e00}'..'\u{9fff}').contains(&one)), "{key}: {en}");
    }
    // No text stands in the code.
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("ui/src"), &mut files);
    // What is read and not shown, and the name of the other language.
    let allowed = [
        ("app.tsx", "\"中文\""),
        ("pinyin.ts", "\"阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀\""),
        ("clipboard.ts", "\"是\""),
        ("clipboard.ts", "\"否\""),
        ("clipboard.ts", "[/.年]"),
        ("clipboard.ts", "[/.月]"),
        ("clipboard.ts", "日?"),
    ];
    let mut seen = 0;
    for path in files.iter().filter(|path| is_code(path)) {
        let mut code = fs::read_to_string(path).unwrap();
        for (_, text) in allowed.iter().filter(|(name, _)| path.ends_with(name)) {
            seen += usize::from(code.contains(text));
            code = code.replace(text, "");
        }
        let found = code.lines().find(|line| line.chars().any(|one| ('\u{4e00}'..='\u{9fff}').contains(&one)));
        assert_eq!(found, None, "{}", path.display());
    }
    assert_eq!(seen, allowed.len(), "what is not there needs no leave");
}

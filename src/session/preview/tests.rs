use std::{fmt::Write as _, io::Write as _};

use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn seen(path: &str, bytes: impl AsRef<[u8]>) -> Preview {
    let bytes = bytes.as_ref().to_vec();
    let size = bytes.len() as u64;
    look(path, bytes, size)
}

fn facts(preview: &Preview) -> &Facts {
    match &preview.body {
        Body::Bytes(facts) => facts,
        other => panic!("{other:?}"),
    }
}

fn fact<'a>(preview: &'a Preview, what: &str) -> Option<&'a str> {
    let facts = facts(preview).facts.iter();
    let mut found = facts.filter(|(known, _)| *known == what);
    found.next().map(|(_, value)| value.as_str())
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x06\0\0\0");
    bytes
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = ZipWriter::new(&mut bytes);
    for (name, text) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    bytes.into_inner()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Writes a document: objects by number from 1, a table of text, and a trailer.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        write!(bytes, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let start = bytes.len();
    write!(
        bytes,
        "{table}trailer\n<< /Size {} {trailer} >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    bytes
}

/// Writes a document whose objects are packed in streams, with a table that is packed, too.
fn packed_pdf(predicted: bool) -> Vec<u8> {
    let inner = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 21 /Kids [] >>",
    ];
    let head = format!("1 0 2 {} ", inner[0].len() + 1);
    let stream = deflated(format!("{head}{}\n{}", inner[0], inner[1]).as_bytes());
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let first = bytes.len();
    write!(
        bytes,
        "3 0 obj\n<< /Type /ObjStm /N 2 /First {} /Filter /FlateDecode /Length {} >>\nstream\r\n",
        head.len(),
        stream.len()
    )
    .unwrap();
    bytes.extend(&stream);
    bytes.extend(b"\nendstream\nendobj\n");
    let table = bytes.len();
    let row = |kind: u8, value: usize, index: u8| {
        let [high, low] = u16::try_from(value).unwrap().to_be_bytes();
        [kind, high, low, index]
    };
    let rows = [
        row(0, 0, 0),
        row(2, 3, 0),
        row(2, 3, 1),
        row(1, first, 0),
        row(1, table, 0),
    ];
    let (rows, parameters) = if predicted {
        let mut above = [0_u8; 4];
        let mut out = Vec::new();
        for row in rows {
            out.push(2);
            out.extend(
                row.iter()
                    .zip(above)
                    .map(|(byte, up)| byte.wrapping_sub(up)),
            );
            above = row;
        }
        (out, "/DecodeParms << /Predictor 12 /Columns 4 >>")
    } else {
        (rows.concat(), "")
    };
    let rows = deflated(&rows);
    write!(
        bytes,
        "4 0 obj\n<< /Type /XRef /W [1 2 1] /Size 5 /Root 1 0 R /Filter /FlateDecode {parameters} >>\nstream\n"
    )
    .unwrap();
    bytes.extend(rows);
    write!(bytes, "\nendstream\nendobj\nstartxref\n{table}\n%%EOF").unwrap();
    bytes
}

const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";

#[test]
fn images_say_their_dimensions_and_a_cut_one_does_not() {
    let image = seen("a.png", png(1280, 720));
    assert_eq!(
        (image.kind, image.dimensions),
        ("PNG image", Some((1280, 720)))
    );
    for length in 8..24 {
        let cut = seen("a.png", &png(1280, 720)[..length]);
        assert_eq!((cut.kind, cut.dimensions), ("PNG image", None), "{length}");
    }
    let gif = seen("a", b"GIF89a\x0a\0\x14\0\0\0\0;");
    assert_eq!((gif.kind, gif.dimensions), ("GIF image", Some((10, 20))));
    let jpeg = seen(
        "a.jpg",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01",
    );
    assert_eq!((jpeg.kind, jpeg.dimensions), ("JPEG image", Some((32, 16))));
}

#[test]
fn a_drawing_is_text_and_says_its_dimensions() {
    let drawing = |head: &str| seen("a.svg", format!("<?xml?>\n<svg {head}>\n</svg>\n"));
    let found = drawing("width=\"640px\" height='480.5'");
    assert_eq!(
        (found.kind, found.dimensions),
        ("SVG image", Some((640, 480)))
    );
    assert_eq!(found.text().unwrap().len(), 3);
    assert_eq!(
        drawing("width=\"100%\" viewBox=\"0 0 24 32\"").dimensions,
        Some((24, 32))
    );
    assert_eq!(drawing("width=\"10cm\" height=\"2cm\"").dimensions, None);
}

#[test]
fn a_document_says_its_pages_and_its_title() {
    let pages = "<< /Type /Pages /Kids [4 0 R] /Count 12 >>";
    let info = "<< /Title (Audit \\(internal\\) 2026) >>";
    let document = seen(
        "a.pdf",
        pdf(&[CATALOG, pages, info], "/Root 1 0 R /Info 3 0 R"),
    );
    assert_eq!(
        (document.kind, document.pages),
        ("PDF document", Some(Pages::Count(12)))
    );
    assert_eq!(fact(&document, "title"), Some("Audit (internal) 2026"));
    for predicted in [false, true] {
        let packed = seen("a.pdf", packed_pdf(predicted));
        assert_eq!(packed.pages, Some(Pages::Count(21)));
    }
}

#[test]
fn the_newest_table_of_a_document_wins() {
    let old = pdf(&[CATALOG, "<< /Type /Pages /Count 1 >>"], "/Root 1 0 R");
    let text = String::from_utf8_lossy(&old).into_owned();
    let before: usize = text.lines().rev().nth(1).unwrap().parse().unwrap();
    let mut edited = old.clone();
    let object = edited.len();
    write!(edited, "2 0 obj\n<< /Type /Pages /Count 2 >>\nendobj\n").unwrap();
    let table = edited.len();
    write!(
        edited,
        "xref\n2 1\n{object:010} 00000 n \ntrailer\n<< /Size 3 /Root 1 0 R /Prev {before} >>\nstartxref\n{table}\n%%EOF"
    )
    .unwrap();
    assert_eq!(seen("a.pdf", old).pages, Some(Pages::Count(1)));
    assert_eq!(seen("a.pdf", edited).pages, Some(Pages::Count(2)));
}

#[test]
fn pages_that_cannot_be_counted_safely_are_unknown() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let wide = format!(
        "<< /Type /Pages /Count 3 /Kids [{}] >>",
        "9 0 R ".repeat(500_000)
    );
    for objects in [
        // A node that is not the root, one of another type, a count that leads in a circle, values that nest too deep, too
        // many of them, and no count at all.
        &[CATALOG, "<< /Type /Pages /Count 3 /Parent 9 0 R >>"][..],
        &[CATALOG, "<< /Type /Page /Count 3 >>"],
        &[CATALOG, "<< /Type /Pages /Count 3 0 R >>", "3 0 R"],
        &[CATALOG, &deep],
        &[CATALOG, &wide],
        &[CATALOG, "<< /Type /Pages /Count -3 >>"],
        &[CATALOG, "<< /Type /Pages >>"],
        &["<< /Pages 1 0 R >>"],
    ] {
        let document = seen("a.pdf", pdf(objects, "/Root 1 0 R"));
        assert_eq!(document.pages, Some(Pages::Unknown), "{objects:.80?}");
    }
    // Tables that lead in a circle, a table that is not there, and only the beginning of a file.
    let circle = b"%PDF-1.4\nxref\n0 0\ntrailer\n<< /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF";
    assert_eq!(seen("a.pdf", circle).pages, Some(Pages::Unknown));
    assert_eq!(
        seen("a.pdf", "%PDF-1.4\nstartxref\n999999\n").pages,
        Some(Pages::Unknown)
    );
    let whole = pdf(&[CATALOG, "<< /Type /Pages /Count 3 >>"], "/Root 1 0 R");
    assert_eq!(look("a.pdf", whole, 1 << 30).pages, Some(Pages::Unknown));
}

#[test]
fn a_stream_that_unpacks_without_end_is_not_read() {
    let bomb = deflated(&vec![0_u8; 40 << 20]);
    let mut bytes = b"%PDF-1.5\n4 0 obj\n<< /Type /XRef /W [1 2 1] /Size 5 /Root 1 0 R /Filter /FlateDecode >>\nstream\n".to_vec();
    bytes.extend(bomb);
    bytes.extend(b"\nendstream\nendobj\nstartxref\n9\n%%EOF");
    assert_eq!(seen("a.pdf", bytes).pages, Some(Pages::Unknown));
}

#[test]
fn office_documents_are_known_by_what_they_hold() {
    let core = "<cp:coreProperties><dc:title>Risk &amp; method</dc:title></cp:coreProperties>";
    let types = ("[Content_Types].xml", "<Types/>");
    let body = "<w:body><w:p><w:r><w:t>First </w:t></w:r><w:r><w:t xml:space=\"preserve\">words</w:t></w:r></w:p><w:p/><w:p><w:t>Second</w:t></w:p></w:body>";
    let word = seen(
        "a.docx",
        zip(&[
            types,
            ("docProps/core.xml", core),
            ("word/document.xml", body),
        ]),
    );
    assert_eq!(word.kind, "Word document");
    assert_eq!(fact(&word, "title"), Some("Risk & method"));
    assert_eq!(facts(&word).excerpt, ["First words", "Second"]);
    let sheets = "<workbook><sheets><sheet name=\"Register\" sheetId=\"1\"/><sheet name=\"A &lt; B\"/></sheets></workbook>";
    let excel = seen("a.xlsx", zip(&[types, ("xl/workbook.xml", sheets)]));
    assert_eq!(excel.kind, "Excel workbook");
    assert_eq!(fact(&excel, "sheets"), Some("Register, A < B"));
    let slide = "<p:sld><a:p><a:t>Welcome</a:t></a:p></p:sld>";
    let power = seen(
        "a.pptx",
        zip(&[
            types,
            ("ppt/presentation.xml", ""),
            ("ppt/slides/slide1.xml", slide),
            ("ppt/slides/slide2.xml", slide),
        ]),
    );
    assert_eq!(power.kind, "PowerPoint presentation");
    assert_eq!(fact(&power, "slides"), Some("2"));
    assert_eq!(facts(&power).excerpt, ["Welcome"]);
    let content = "<office:body><text:h>Head</text:h><text:p>One <text:span>two</text:span> three</text:p></office:body>";
    let open = seen(
        "a.odt",
        zip(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", content),
        ]),
    );
    assert_eq!(open.kind, "OpenDocument text");
    assert_eq!(facts(&open).excerpt, ["One two three"]);
}

#[test]
fn an_archive_lists_its_files_safe_to_show() {
    let archive = seen("a.zip", zip(&[("a.txt", "1"), ("b\u{202e}/c.txt", "2")]));
    assert_eq!(archive.kind, "ZIP archive");
    assert_eq!(fact(&archive, "holds"), Some("2 files"));
    assert_eq!(facts(&archive).excerpt, ["a.txt", "b\\u{202e}/c.txt"]);
}

#[test]
fn an_archive_that_unpacks_without_end_is_read_to_a_limit() {
    let bomb = "<w:p><w:t>".to_owned() + &"A".repeat(50 << 20);
    let bytes = zip(&[("word/document.xml", &bomb)]);
    assert!(bytes.len() < 1 << 20);
    let document = seen("a.docx", bytes);
    assert_eq!(document.kind, "Word document");
}

#[test]
fn an_archive_without_its_end_says_so() {
    let whole = zip(&[("a.txt", "1")]);
    let cut = seen("a.zip", &whole[..whole.len() - 10]);
    assert_eq!(
        fact(&cut, "holds"),
        Some("its list of files cannot be read")
    );
}

#[test]
fn a_compressed_file_says_with_which_text_it_begins() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all("first\nsecond\u{1b}[31m\n".as_bytes())
        .unwrap();
    let file = seen("a.log.gz", encoder.finish().unwrap());
    assert_eq!(file.kind, "gzip file");
    assert_eq!(facts(&file).excerpt, ["first", "second^[[31m"]);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b'a'; 100 << 20]).unwrap();
    let bomb = seen("bomb.gz", encoder.finish().unwrap());
    assert_eq!(facts(&bomb).excerpt.len(), 1);
}

#[test]
fn other_bytes_are_named_by_their_beginning() {
    for (bytes, kind) in [
        (&b"\x7fELF\x02\x01\x01\0"[..], "ELF program"),
        (b"SQLite format 3\0\x10\0", "SQLite database"),
        (b"PAR1\x15\0\x15", "Parquet table"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "WAV sound"),
        (b"ID3\x04\0\0", "MP3 sound"),
        (b"\0\0\0\x18ftypmp42", "MP4 film or sound"),
        (b"BM\x36\0\0\0", "BMP image"),
        (b"\x80\x02}q\0", "bytes"),
    ] {
        assert_eq!(seen("a", bytes).kind, kind);
    }
}

#[test]
fn a_text_that_begins_like_something_else_is_a_text() {
    for text in [
        "BM is a word\n",
        "ID3 tags\n",
        "MZ\n",
        "PAR1\n",
        "GIF89a\n",
        "BZh\n",
    ] {
        assert_eq!(seen("a.txt", text).kind, "text", "{text}");
    }
}

#[test]
fn a_pointer_to_large_file_storage_says_what_it_points_to() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    assert_eq!(
        seen("model.bin", pointer).body,
        Body::LfsPointer {
            oid: "4d7a".to_owned(),
            size: Some(12_345)
        }
    );
}

#[test]
fn lines_are_those_that_citations_count() {
    let text = seen("a.txt", "\u{feff}one\r\ntwo\rstill two\n\nfour");
    let text = text.text().unwrap();
    let lines: Vec<_> = (0..text.len())
        .map(|line| text.line(line).into_owned())
        .collect();
    assert_eq!(lines, ["one", "two\rstill two", "", "four"]);
    assert!(seen("a.txt", "").text().unwrap().is_empty());
    assert_eq!(seen("a.txt", "").kind, "empty file");
    assert_eq!(seen("a.txt", "\n").text().unwrap().len(), 1);
}

#[test]
fn a_text_that_is_no_utf_8_says_so_and_a_character_that_is_cut_does_not_count() {
    let is_utf8 = |bytes: &[u8], size| {
        look("a.txt", bytes.to_vec(), size)
            .text()
            .unwrap()
            .is_utf8()
    };
    assert!(is_utf8("größe".as_bytes(), 7));
    assert!(!is_utf8(b"gr\xf6\xdfe", 5));
    assert!(is_utf8(b"gr\xc3", 100));
    assert!(!is_utf8(b"gr\xc3", 3));
}

#[test]
fn text_is_found_by_small_letters_in_any_case_and_by_capitals_exactly() {
    let text = seen("a.txt", "Risk method\nother\nrisk, Größe\nGRÖSSE KRISK\n");
    let find = |query| text.text().unwrap().find(query);
    assert_eq!(find("risk"), [0, 2, 3]);
    assert_eq!(find("Risk"), [0]);
    assert_eq!(find("grö"), [2, 3]);
    assert_eq!(find("absent"), [] as [usize; 0]);
    assert_eq!(find(""), [] as [usize; 0]);
}

#[test]
fn a_table_keeps_its_records_together_and_its_lines_true() {
    let csv = "id,text\n1,\"two\nlines, \"\"quoted\"\"\"\n2,b\n";
    let preview = seen("a.csv", csv);
    let text = preview.text().unwrap();
    let table = text.table().unwrap();
    assert_eq!(table.len(), 3);
    assert_eq!(
        table.cells(text.bytes(), 1),
        ["1", "two\nlines, \"quoted\""]
    );
    assert_eq!(table.lines_of(1), (1, 2));
    assert_eq!(table.lines_of(2), (3, 3));
    assert_eq!([0, 1, 2, 3].map(|line| table.record_at(line)), [0, 1, 1, 2]);
}

#[test]
fn what_stands_between_cells_is_found_out() {
    for (text, delimiter) in [
        ("a,b\n1,2\n", b','),
        ("a;b\n1,5;2,5\n", b';'),
        ("a\tb, c\n1\t2\n", b'\t'),
        ("sep=|\na|b,c\n", b'|'),
    ] {
        let preview = seen("a.csv", text);
        assert_eq!(
            preview.text().unwrap().table().unwrap().delimiter(),
            delimiter
        );
    }
    assert_eq!(
        seen("a.csv", "one column\nonly\n").text().unwrap().table(),
        None
    );
}

#[test]
fn a_quote_that_nothing_closes_swallows_no_more_than_its_line() {
    let mut csv = "a,b\n1,\"open\n".to_owned();
    for n in 0..20_000 {
        writeln!(csv, "{n},x").unwrap();
    }
    let preview = seen("a.csv", csv);
    assert_eq!(preview.text().unwrap().table().unwrap().len(), 20_002);
}

#[test]
fn sizes_are_said_as_people_say_them() {
    for (bytes, text) in [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_234, "1 kB"),
        (2_000_000, "2 MB"),
        (1 << 30, "1.0 GB"),
    ] {
        assert_eq!(size_text(bytes), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_bytes_are_something_is_said_of_them(
        start in prop::sample::select(vec![
            &b""[..], b"%PDF-1.4\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"RIFF\0\0\0\0WEBP",
            b"\xff\xfe", b"a,b\n", b"\0\0\0\x0cJXL ", b"\0\0\0\x18ftypheic", b"8BPS\0\x01",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..400),
        end in prop::sample::select(vec![&b""[..], b"startxref\n9\n", b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0"]),
    ) {
        let bytes = [start, &rest, end].concat();
        for path in ["a", "a.csv", "a.svg"] {
            let preview = seen(path, &bytes);
            if let Some(text) = preview.text() {
                for line in 0..text.len() {
                    text.line(line);
                }
            }
        }
    }

    #[test]
    fn a_damaged_document_never_says_another_number_of_pages(at in 0usize..600, byte in any::<u8>()) {
        let mut bytes = packed_pdf(true);
        let at = at % bytes.len();
        bytes[at] = byte;
        let pages = seen("a.pdf", bytes).pages;
        prop_assert!(matches!(pages, None | Some(Pages::Unknown | Pages::Count(21))), "{pages:?}");
    }

    #[test]
    fn records_cover_every_line_once(
        text in "[a\",;\n\r\u{e4}]{0,80}",
    ) {
        let csv = format!("h,i\n{text}");
        let preview = seen("a.csv", &csv);
        let text = preview.text().unwrap();
        if let Some(table) = text.table() {
            let mut line = 0;
            for record in 0..table.len() {
                let (first, last) = table.lines_of(record);
                prop_assert_eq!(first, line);
                prop_assert!((first..=last).all(|line| table.record_at(line) == record));
                table.cells(text.bytes(), record);
                line = last + 1;
            }
            prop_assert_eq!(line, text.len());
        }
    }

    #[test]
    fn a_search_finds_the_lines_that_a_plain_one_finds(
        text in "[a-cA-C\u{e4}\u{c4}\n]{0,60}", query in "[a-c\u{e4}]{1,3}",
    ) {
        let preview = seen("a.txt", &text);
        let lines = text.lines().enumerate();
        let plain: Vec<usize> = lines
            .filter(|(_, line)| line.to_lowercase().contains(&query))
            .map(|(at, _)| at)
            .collect();
        prop_assert_eq!(preview.text().unwrap().find(&query), plain);
    }
}

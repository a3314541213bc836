//! Samples, as a person draws them and looks at their items.

use super::{desk::Desk, half_typed::again};
use crate::{
    domain::sample::{ItemResult, Sample},
    tui::{
        effect::Request,
        theme::{Colours, Theme},
    },
};

/// Sits down in front of a table of twelve releases, which is committed.
fn desk() -> Desk {
    let desk = Desk::new();
    let mut table = String::from("id,system,approved by\n");
    for n in 1..=12 {
        let system = ["chat", "triage"][n % 2];
        table.push_str(format!("REL-{n:02},{system},you\n").as_str());
    }
    std::fs::write(desk.folder.path().join("releases/all.csv"), table).unwrap();
    desk.git(&["add", "releases/all.csv"]);
    desk.git(&["commit", "-q", "-m", "Releases"]);
    desk
}

/// Fills in the form that is open, and draws.
fn draw(desk: &mut Desk) {
    desk.keys("j enter").types("releases/all.csv").keys("enter");
    desk.keys("4 G enter").types("id").keys("enter ctrl-s");
}

fn samples(desk: &Desk) -> Vec<Sample> {
    let papers = desk.model.data.papers.values().next().unwrap();
    let mut samples: Vec<Sample> = papers.samples.values().cloned().collect();
    samples.sort_by_key(|sample| sample.size.number);
    samples
}

/// Draws a sample of four rows for the first row of the walk.
fn drawn() -> Desk {
    let mut desk = desk();
    desk.keys("enter S");
    draw(&mut desk);
    assert_eq!(samples(&desk).len(), 1);
    desk
}

#[test]
fn the_form_counts_the_population_before_it_draws_and_shows_no_item_of_the_draw() {
    let mut desk = desk();
    desk.keys("enter S");
    desk.sees("Draw a sample  for 4.1 #1")
        .sees("say which file");
    desk.keys("ctrl-s").sees("say which file");
    assert!(samples(&desk).is_empty());
    desk.keys("tab enter")
        .types("releases/all.csv")
        .keys("enter");
    desk.sees("rows of releases/all.csv at")
        .sees("12 items, 4 will be drawn")
        .sees("2  REL-01, triage, you");
    desk.keys("7 G enter").types(":0.6").keys("enter");
    desk.sees("12 items, 3 will be drawn");
    desk.keys("tab tab").sees("title");
    desk.keys("3 G enter").types("system=chat").keys("enter");
    desk.sees("where system=chat")
        .sees("6 items, 2 will be drawn");
    // A file that is not there says so in the form.
    desk.keys("2 G enter").types("x").keys("enter");
    desk.sees("Could not read the population");
    assert!(samples(&desk).is_empty());
    desk.keys("esc").sees("again gives the form up");
    desk.keys("esc").sees("question 1 of");
}

#[test]
fn a_sample_is_drawn_for_the_row_and_opens() {
    let mut desk = drawn();
    let sample = samples(&desk).remove(0);
    desk.sees(sample.id.as_str())
        .sees("0 of 4 seen")
        .sees("4 of 12, random (sqrt)")
        .sees(&format!("seed {}", sample.seed));
    for item in &sample.items {
        desk.sees(&item.id).sees(&item.label);
    }
    assert_eq!(sample.row.unwrap().to_string(), "iso-42001:4.1#1");
    let path = format!("audits/aims/samples/{}.toml", sample.id);
    assert!(desk.read(&path).contains("kind = \"csv-rows\""));
    // Nobody has to be told where it went.
    desk.keys("esc").sees("Sample").sees("0 of 4 seen");
    desk.keys("u").sees("undone").sees_no("0 of 4 seen");
    assert!(desk.read(&path).is_empty());
}

#[test]
fn a_sample_that_comes_late_takes_the_place_of_the_form_that_asked_for_it() {
    let mut desk = desk();
    desk.keys("enter S");
    desk.keys("j enter").types("releases/all.csv").keys("enter");
    desk.keys("4 G enter").types("id").keys("enter");
    desk.hold().keys("ctrl-s ?").types("undo");
    desk.release().sees("Takes back the last change");
    desk.keys("esc").sees("0 of 4 seen");
    assert_eq!(samples(&desk).len(), 1);
    desk.keys("esc").sees("question 1 of");
}

#[test]
fn a_sample_that_comes_late_leaves_another_form_and_another_sample_alone() {
    let mut desk = desk();
    desk.keys("enter S");
    desk.keys("j enter").types("releases/all.csv").keys("enter");
    desk.keys("4 G enter").types("id").keys("enter");
    desk.hold().keys("ctrl-s esc esc S");
    desk.keys("j enter").types("releases/log.csv").keys("enter");
    desk.release()
        .sees("Draw a sample")
        .sees("releases/log.csv");
    assert_eq!(samples(&desk).len(), 1);
    // A field that is edited while a sample is drawn is counted all the same.
    desk.keys("2 G enter ctrl-u")
        .types("releases/all.csv")
        .keys("enter");
    desk.hold().keys("ctrl-s");
    desk.keys("2 G enter ctrl-u")
        .types("releases/none.csv")
        .keys("ctrl-s");
    desk.sees("the sample is being drawn");
    desk.release();
    assert_eq!(samples(&desk).len(), 2);
}

#[test]
fn a_wider_sample_that_comes_late_takes_the_place_of_the_narrower_one_alone() {
    let mut desk = drawn();
    desk.hold().keys("+ enter").release_one();
    let wide = samples(&desk);
    assert_eq!(wide.len(), 2);
    desk.release().sees("0 of 8 seen");
    desk.keys("esc g m");
    desk.sees("0 of 4 seen").sees("0 of 8 seen");
}

#[test]
fn a_result_is_one_key_and_the_same_again_takes_it_back() {
    let mut desk = drawn();
    desk.keys("c").sees("1 of 4 seen").sees("✓ pass");
    desk.keys("c").sees("0 of 4 seen");
    desk.keys("- enter c enter")
        .sees("2 of 4 seen, 1 not applicable");
    let results: Vec<ItemResult> = samples(&desk)[0].items.iter().map(|i| i.result).collect();
    assert_eq!(
        results[..3],
        [
            ItemResult::NotApplicable,
            ItemResult::Pass,
            ItemResult::Unseen
        ]
    );
    desk.keys("u").sees("undone").sees("1 of 4 seen");
    desk.keys("w").sees("question 1 of").sees("1 of 4 seen");
    desk.keys("S enter")
        .sees("1 of 4 seen")
        .sees_no("question 1 of");
}

#[test]
fn a_failed_item_proposes_a_wider_sample_and_a_key_draws_it() {
    let mut desk = drawn();
    desk.sees_no("an item failed");
    desk.keys("x i").types("no approval").keys("esc");
    desk.sees("✗ fail").sees("no approval");
    desk.sees("an item failed: look at 8 items: + draws it");
    desk.keys("+").sees("of 12; these 4 are among them");
    desk.keys("backspace")
        .types("3")
        .keys("enter")
        .sees("a number from 5 to 12");
    desk.keys("backspace").types("8").keys("enter");
    let both = samples(&desk);
    assert_eq!(both.len(), 2);
    let [narrow, wide] = both.as_slice() else {
        panic!("{both:?}")
    };
    assert_eq!(wide.widens.as_ref(), Some(&narrow.id));
    assert!(
        narrow
            .items
            .iter()
            .all(|item| wide.item(&item.id).is_some())
    );
    desk.sees(&format!("wider than {}", narrow.id))
        .sees("1 of 8 seen, 1 failed")
        .sees_no("an item failed");
    // It opens where there is something to look at.
    let unseen = wide.items.iter().find(|i| i.result == ItemResult::Unseen);
    let unseen = unseen.unwrap().id.clone();
    desk.keys("x")
        .sees("2 of 8 seen, 2 failed")
        .sees("look at 12 items");
    assert_eq!(
        samples(&desk)[1].item(&unseen).unwrap().result,
        ItemResult::Fail
    );
    desk.keys("u");
    // The narrower one does not ask again.
    desk.keys("esc").sees(&format!("widened by {}", wide.id));
    desk.keys("S enter").sees_no("look at 8 items");
}

#[test]
fn a_replacement_asks_for_the_reason_and_takes_the_next_of_the_draw() {
    let mut desk = drawn();
    let item = samples(&desk)[0].items[0].id.clone();
    desk.keys("r").sees(&format!("replace {item}"));
    desk.keys("enter").sees("a replacement needs a reason");
    desk.types("never went live").keys("enter");
    desk.sees(&format!("{item} replaced by"))
        .sees("0 of 4 seen")
        .sees("never went live");
    let sample = samples(&desk).remove(0);
    assert_eq!(sample.items.len(), 5);
    assert_eq!(sample.items[4].replaces.as_ref(), Some(&item));
    desk.keys("c").sees("it was replaced by");
    desk.keys("=").sees("is drawn again the same");
    // What was seen is not replaced.
    desk.keys("enter x r").sees("what was seen is not replaced");
}

#[test]
fn evidence_for_an_item_begins_with_its_own_line() {
    let mut desk = drawn();
    let item = samples(&desk)[0].items[0].clone();
    let line = item.lines.unwrap();
    desk.keys("e")
        .sees("cite for S-")
        .sees(&format!("releases/all.csv:{line}"));
    desk.keys("enter enter");
    let cited = samples(&desk)[0].items[0].evidence.clone();
    assert_eq!(cited.len(), 1);
    assert_eq!(cited[0].lines, Some(line));
    desk.sees("as cited");
    desk.keys("v").sees(&item.id);
    desk.keys("esc d").sees("citation removed");
    assert!(samples(&desk)[0].items[0].evidence.is_empty());
    desk.keys("u");
    assert_eq!(samples(&desk)[0].items[0].evidence.len(), 1);
}

#[test]
fn what_is_no_file_is_cited_for_an_item_and_shown_whole() {
    let mut desk = drawn();
    desk.keys("E enter").types("release manager").keys("ctrl-s");
    let cited = samples(&desk)[0].items[0].evidence.clone();
    assert_eq!(cited[0].who, "release manager");
    desk.keys("v")
        .sees("interview  E-")
        .sees("who         release manager");
    desk.keys("esc e enter enter v").sees("1 of 2");
    desk.keys("]").sees("2 of 2").sees("releases/all.csv");
}

#[test]
fn a_record_that_was_changed_by_hand_is_found_by_drawing_again() {
    let mut desk = drawn();
    let sample = samples(&desk).remove(0);
    desk.keys("=").sees("is drawn again the same");
    let path = desk
        .folder
        .path()
        .join(format!("audits/aims/samples/{}.toml", sample.id));
    let text = std::fs::read_to_string(&path).unwrap();
    let other = (1..=12)
        .map(|n| format!("REL-{n:02}"))
        .find(|id| sample.item(id).is_none())
        .unwrap();
    let item = format!("id = \"{}\"", sample.items[0].id);
    std::fs::write(&path, text.replace(&item, &format!("id = \"{other}\""))).unwrap();
    desk.ask(Request::Reload);
    desk.keys("=").sees("its record says something else");
    desk.sees(&format!("{other} is recorded and not drawn"));
}

#[test]
fn the_conclusion_is_typed_in_its_place_and_survives_the_end_of_the_program() {
    let mut desk = drawn();
    let id = samples(&desk)[0].id.clone();
    desk.keys("o").types("All four were approved.").keys("esc");
    desk.sees("All four were approved.");
    desk.keys("j i").types("half a no");
    let mut desk = again(desk);
    desk.sees("half a no");
    desk.keys("enter").sees(id.as_str()).sees("half a no");
    desk.keys("esc");
    assert_eq!(samples(&desk)[0].items[1].note, "half a no");
}

#[test]
fn the_samples_of_the_audit_are_listed_and_found() {
    let mut desk = desk();
    desk.keys("enter g m").sees("No samples yet");
    desk.keys("enter").sees("No samples yet");
    desk.keys("S").sees("Draw a sample").sees_no("for 4.1");
    draw(&mut desk);
    let id = samples(&desk)[0].id.clone();
    desk.keys("x esc")
        .sees("Samples")
        .sees("0 of 1 done")
        .sees("1 item failed");
    desk.sees(id.as_str()).sees("4 of 12, random");
    desk.keys("w").sees("was drawn for no row");
    desk.keys("/")
        .types("nothing")
        .keys("enter n")
        .sees("nothing matches nothing");
    desk.keys("esc enter").sees("1 of 4 seen, 1 failed");
    desk.keys("g h ctrl-p").types(id.as_str()).keys("enter");
    desk.sees("1 of 4 seen, 1 failed");
    desk.keys("/")
        .types("nowhere")
        .keys("enter n")
        .sees("nothing matches nowhere");
    desk.keys("esc g r").sees(&format!("samples/{id}.toml"));
}

#[test]
fn a_sample_by_judgement_names_its_items_and_says_why() {
    let mut desk = desk();
    desk.keys("enter S j enter")
        .types("releases/all.csv")
        .keys("enter");
    desk.keys("4 G enter").types("id").keys("enter");
    // random, systematic, stratified, judgement
    desk.keys("6 G l").sees("[systematic]");
    desk.keys("l").sees("say what parts the population");
    desk.keys("l")
        .sees("names its items")
        .sees("says why these items");
    desk.keys("7 G enter")
        .types("REL-03, REL-07")
        .keys("tab")
        .types("a complaint")
        .keys("enter");
    desk.sees("2 will be drawn");
    desk.keys("ctrl-s");
    desk.sees("REL-03")
        .sees("REL-07")
        .sees("a complaint")
        .sees("judgement");
    desk.keys("+").sees("further items");
    desk.types("REL-04, REL-99").keys("enter").types("a rumour");
    desk.keys("enter").sees("REL-99");
    // What was typed is still there behind the notice.
    desk.keys("enter").sees("REL-04, REL-99").sees("a rumour");
    desk.keys("shift-tab ctrl-u").types("REL-04").keys("ctrl-s");
    desk.sees("REL-04").sees("REL-07").sees("a rumour");
    assert_eq!(samples(&desk).len(), 2);
}

#[test]
fn a_reason_for_a_replacement_that_is_refused_stays_to_be_mended() {
    let mut desk = desk();
    desk.keys("enter S j enter")
        .types("releases/all.csv")
        .keys("enter");
    desk.keys("4 G enter").types("id").keys("enter");
    desk.keys("6 G l l l 7 G enter")
        .types("REL-03, REL-07")
        .keys("tab")
        .types("a complaint")
        .keys("enter ctrl-s");
    desk.keys("r").sees("why it cannot be looked at");
    desk.types("the archive is lost").keys("enter");
    desk.sees("stands for it");
    desk.types("REL-77").keys("enter");
    desk.sees("Could not replace the item");
    desk.keys("enter")
        .sees("the archive is lost")
        .sees("REL-77");
    desk.keys("backspace backspace")
        .types("08")
        .keys("enter")
        .sees("REL-08");
    let items = samples(&desk)[0].items.clone();
    let gone = items.iter().find(|item| item.id == "REL-03").unwrap();
    assert_eq!(gone.replaced_by.as_deref(), Some("REL-08"));
}

#[test]
fn a_small_terminal_shows_one_thing_at_a_time() {
    let mut desk = drawn();
    desk.keys("x");
    for (width, height) in [(80, 24), (60, 16), (40, 12)] {
        desk.resize(width, height);
        desk.sees("S-").sees("REL-").sees("an item failed");
        desk.keys("i").types("x").sees("Note");
        desk.keys("esc u");
    }
    desk.keys("g w S j j enter").resize(80, 24);
    desk.sees("Draw a sample");
    for (width, height) in [(80, 24), (40, 12)] {
        desk.resize(width, height);
        desk.sees("Draw a sample");
    }
}

#[test]
fn no_mark_of_a_sample_depends_on_colour() {
    let mut desk = drawn();
    desk.keys("x enter c");
    desk.model.settings.theme = Theme::default_for(Colours::None);
    desk.sees("✗").sees("✓").sees("1 failed");
}

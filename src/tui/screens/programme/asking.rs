//! What is asked for to begin or change the programme, and to plan, change and drop its audits.

mod audit;
mod said;

use jiff::civil::Date;

use crate::{
    domain::id::{AuditId, ChecklistId},
    session::{answer::split_list, programme},
    tui::{
        data::Data,
        overlays::{
            fill::{Asked, Fault, Fill},
            prompt::Prompt,
        },
        panel::{Cx, Intent},
        screens::form::date,
    },
};

pub(super) use audit::audit;
pub(super) use said::programme as said_of_programme;

/// Where what is half filled in is kept as half-typed text.
const SAID: &str = "programme said";
const PLAN: &str = "programme plan";
const AUDIT: &str = "programme audit ";

/// Opens the form of a place again, in which something was half filled in.
pub(in crate::tui::screens) fn at(place: &str, data: &Data) -> Option<Fill> {
    let known = data.programme.as_ref();
    // What is kept of a form has more behind its place.
    if place.starts_with(SAID) {
        return Some(said::programme(known));
    }
    if place.starts_with(PLAN) {
        return Some(audit::audit(None));
    }
    let id = place.strip_prefix(AUDIT)?.split(' ').next()?;
    let audits = known.into_iter().flat_map(|programme| &programme.audits);
    let found = audits.into_iter().find(|audit| audit.id.as_str() == id)?;
    Some(audit::audit(Some(found)))
}

fn asked(label: &str, hint: &str, text: impl Into<String>, is_long: bool) -> Asked {
    Asked {
        text: text.into(),
        is_long,
        ..Asked::line(label, hint)
    }
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn joined<T: ToString>(items: &[T], between: &str) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    items.join(between)
}

fn lines(text: &str) -> Vec<String> {
    let items = text.lines().map(str::trim).filter(|line| !line.is_empty());
    items.map(str::to_owned).collect()
}

/// What was filled in, field by field.
struct Filled<'a> {
    texts: &'a [String],
    today: Date,
}

impl Filled<'_> {
    fn text(&self, at: usize) -> String {
        self.texts.get(at).cloned().unwrap_or_default()
    }

    fn date(&self, at: usize) -> Result<Option<Date>, Fault> {
        date::parse(&self.text(at), self.today).map_err(|why| Fault { at, why })
    }

    /// Reads the lines of a field one by one.
    fn each<T>(&self, at: usize, read: fn(&str) -> Result<T, String>) -> Result<Vec<T>, Fault> {
        let lines = lines(&self.text(at));
        let read = lines.iter().map(|line| read(line));
        read.collect::<Result<_, _>>()
            .map_err(|why| Fault { at, why })
    }

    fn checklists(&self, at: usize, data: &Data) -> Result<Vec<ChecklistId>, Fault> {
        let ids = split_list(&self.text(at));
        let read = |id: &String| {
            let known = data.checklists.iter().any(|(known, _)| known == id);
            let parsed = id.parse::<ChecklistId>().ok().filter(|_| known);
            parsed.ok_or_else(|| {
                let all: Vec<&str> = data.checklists.iter().map(|(id, _)| id.as_str()).collect();
                Fault {
                    at,
                    why: format!("there is no checklist {id}; there are: {}", all.join(", ")),
                }
            })
        };
        ids.iter().map(read).collect()
    }
}

/// Asks why an audit is dropped.
pub(super) fn drop_audit(id: &AuditId) -> Prompt {
    let (own, title) = (id.clone(), format!("drop {id}"));
    let done = move |why: &str, cx: Cx<'_>| {
        let programme = cx.data.programme.as_ref();
        let programme = programme.ok_or("there is no programme any more")?;
        let step = cx.data.step(why).map_err(|error| error.message)?;
        let is_made = cx.data.audit(&own).is_some();
        programme::drop_audit(programme, &own, is_made, &step)
            .map(|change| {
                let told = format!("{own} is dropped; it stays in the programme with the reason");
                vec![Intent::Apply(change), Intent::Toast(told)]
            })
            .map_err(|refusal| refusal.to_string())
    };
    let place = title.clone();
    Prompt::new(&title, "Why it is not done:", "", Box::new(done)).kept_at(None, place)
}

//! The trails of AI systems: how each link stands, what shows it, where it breaks, and dates out of order.

use crate::domain::{papers::CitedIn, trail_test::TrailTest};

use super::{ReportInput, escape::inline, findings::evidence, page::Page};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let trails = &input.papers.trails;
    if trails.is_empty() {
        return;
    }
    page.heading(2, "Trails of AI systems");
    page.part("Each trail follows one system from link to link. A link holds by what is cited for it, and nothing else.");
    for trail in trails.values() {
        one(input, trail, page);
    }
}

fn one(input: &ReportInput<'_>, trail: &TrailTest, page: &mut Page) {
    page.heading(3, &trail.called());
    page.table(
        ["Link", "Criteria", "State", "Date", "Note", "Finding"],
        trail.links.iter().map(|link| {
            let criteria: Vec<String> = link.criteria.iter().map(ToString::to_string).collect();
            [
                inline(&link.title),
                inline(&criteria.join(", ")),
                link.state.label().to_owned(),
                link.date()
                    .map_or_else(String::new, |date| date.to_string()),
                inline(&link.note),
                link.finding
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
            ]
        }),
    );
    page.list(
        trail
            .out_of_order()
            .iter()
            .map(|odd| inline(&format!("Out of order: {odd}"))),
    );
    for link in &trail.links {
        let place = CitedIn::Link(trail.system.clone(), link.id.clone());
        evidence(input, &place, &link.evidence, page);
    }
}

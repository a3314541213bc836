//! The selected item in full: what it reads, what was found, what shows it; and the conclusion of the sample.

use ratatui::{layout::Rect, text::Span};

use crate::{
    domain::{
        holder::Holder,
        papers::CitedIn,
        sample::{ItemResult, Sample, SampleItem},
    },
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        keymap::Keymap,
        marks,
        panel::View,
        screens::{
            sheet::{self, LABEL, Sheet},
            walk::citation_spans,
        },
        text,
        theme::{Role, Theme},
        widgets::Look,
    },
};

use super::{SampleScreen, typing::Part};

/// Makes the lines of an item.
struct Writer<'a> {
    look: Look<'a>,
    keymap: Option<&'a Keymap>,
    width: usize,
}

impl Writer<'_> {
    fn told(&self, lead: &str, deeds: &[(Action, &str)]) -> String {
        sheet::told(lead, deeds, Context::Sample, self.keymap)
    }

    fn said(&self, sheet: &mut Sheet, label: &str, said: &str, role: Role) {
        if !said.trim().is_empty() {
            let style = self.look.style(role);
            sheet.labelled(
                self.look,
                label,
                &safe::escape_text(said.trim_end()),
                self.width,
                style,
            );
        }
    }
}

impl SampleScreen {
    /// Returns how many lines the item takes in an area, for scrolling.
    pub(super) fn item_length(&self, area: Rect, data: &Data) -> usize {
        let (theme, glyphs) = (Theme::plain(), Glyphs::ascii());
        let writer = Writer {
            look: Look {
                theme: &theme,
                glyphs: &glyphs,
            },
            keymap: None,
            width: Sheet::width(area),
        };
        self.sheet_of(&writer, data, None).lines.len()
    }

    /// Makes the lines of the item.
    pub(super) fn sheet(&self, area: Rect, view: View<'_>) -> Sheet {
        let writer = Writer {
            look: view.look,
            keymap: Some(view.keymap),
            width: Sheet::width(area),
        };
        self.sheet_of(&writer, view.data, Some(view))
    }

    fn sheet_of(&self, writer: &Writer<'_>, data: &Data, view: Option<View<'_>>) -> Sheet {
        let mut sheet = Sheet::new();
        let Some(sample) = self.sample(data) else {
            return sheet;
        };
        if let Some(item) = self.item(data) {
            sheet.wrapped(
                "",
                &safe::escape_line(&item.id),
                writer.width,
                writer.look.style(Role::Title),
            );
            writer.said(&mut sheet, "Text", &item.label, Role::Text);
            writer.said(&mut sheet, "Stratum", &item.stratum, Role::Text);
            result_line(&mut sheet, writer, item, view);
            replacement(&mut sheet, writer, item);
            self.note(&mut sheet, writer, item);
            self.evidence(&mut sheet, writer, (sample, item), view);
        }
        self.conclusion(&mut sheet, writer, sample);
        sheet
    }

    fn types(&self, is_it: impl Fn(&Part) -> bool) -> bool {
        self.typing
            .as_ref()
            .is_some_and(|typing| is_it(&typing.part))
    }

    fn note(&self, sheet: &mut Sheet, writer: &Writer<'_>, item: &SampleItem) {
        if self.types(|part| matches!(part, Part::Note(of) if *of == item.id)) {
            sheet.typed_at = Some(sheet.lines.len());
        } else if item.note.trim().is_empty() && !item.is_replaced() {
            let (lead, role) = if item.result == ItemResult::Fail {
                ("missing: ", Role::Warning)
            } else {
                ("", Role::Placeholder)
            };
            let told = writer.told(lead, &[(Action::EditItemNote, "writes one")]);
            sheet.labelled(
                writer.look,
                "Note",
                &told,
                writer.width,
                writer.look.style(role),
            );
        } else {
            writer.said(sheet, "Note", &item.note, Role::Text);
        }
    }

    fn conclusion(&self, sheet: &mut Sheet, writer: &Writer<'_>, sample: &Sample) {
        sheet.blank();
        let label = Part::Conclusion.label();
        if self.types(|part| *part == Part::Conclusion) {
            sheet.typed_at = Some(sheet.lines.len());
        } else if sample.conclusion.trim().is_empty() {
            let told = writer.told(
                "",
                &[(Action::EditConclusion, "says what follows from the sample")],
            );
            let style = writer.look.style(Role::Placeholder);
            sheet.labelled(writer.look, label, &told, writer.width, style);
        } else {
            writer.said(sheet, label, &sample.conclusion, Role::Text);
        }
    }
}

fn result_line(sheet: &mut Sheet, writer: &Writer<'_>, item: &SampleItem, view: Option<View<'_>>) {
    let look = writer.look;
    let mut spans = vec![
        Span::styled(
            text::pad("Result", LABEL).into_owned(),
            look.style(Role::Label),
        ),
        Span::styled(
            format!(
                "{} {}",
                marks::result(look.glyphs, item.result),
                item.result.label()
            ),
            look.style(marks::result_role(item.result)),
        ),
    ];
    if let Some(((by, at), view)) = item.by.as_ref().zip(item.at).zip(view) {
        let me = view.data.actor.as_ref().ok();
        let day = at.to_zoned(jiff::tz::TimeZone::system()).date();
        let when = marks::day(day, view.data.clock.today());
        let who = safe::escape_line(&marks::name(by, me)).into_owned();
        spans.push(Span::styled(
            format!("   {who}, {when}"),
            look.style(Role::Dim),
        ));
    }
    sheet.push(spans);
}

fn replacement(sheet: &mut Sheet, writer: &Writer<'_>, item: &SampleItem) {
    if let Some(other) = &item.replaced_by {
        let said = format!("replaced by {other}: {}", item.reason);
        writer.said(sheet, "", &said, Role::Warning);
    }
    if let Some(other) = &item.replaces {
        writer.said(sheet, "", &format!("stands for {other}"), Role::Dim);
    }
}

impl SampleScreen {
    fn evidence(
        &self,
        sheet: &mut Sheet,
        writer: &Writer<'_>,
        (sample, item): (&Sample, &SampleItem),
        view: Option<View<'_>>,
    ) {
        let look = writer.look;
        if item.evidence.is_empty() {
            if !item.is_replaced() {
                let told = writer.told("none: ", &[(Action::Cite, "finds its file")]);
                let style = look.style(Role::Placeholder);
                sheet.labelled(look, "Evidence", &told, writer.width, style);
            }
            return;
        }
        let place = CitedIn::Item(sample.id.clone(), item.id.clone());
        let holder = Holder::InAudit(self.audit.clone(), place);
        for (place, link) in item.evidence.iter().enumerate() {
            let label = if place == 0 { "Evidence" } else { "" };
            let label = text::pad(label, LABEL).into_owned();
            let mut spans = vec![Span::styled(label, look.style(Role::Label))];
            let room = writer.width.saturating_sub(LABEL);
            let age = view.map(|view| view.data.age(&holder, link));
            spans.extend(citation_spans(look, link, room, view, age.as_ref(), false));
            sheet.push(spans);
        }
    }
}

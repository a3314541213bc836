//! The selected control: its group, what is decided, why, how, how far, whose, and what shows it.

use ratatui::{layout::Rect, text::Span};

use crate::{
    domain::{
        applicability::{ControlDecision, Implementation},
        checklist::{Checklist, Clause},
        freshness::Yardstick,
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

use super::{ApplicabilityScreen, Pane, typing::Part};

/// Makes the lines of a control.
struct Writer<'a> {
    look: Look<'a>,
    keymap: Option<&'a Keymap>,
    width: usize,
}

impl Writer<'_> {
    fn told(&self, lead: &str, deeds: &[(Action, &str)]) -> String {
        sheet::told(lead, deeds, Context::Applicability, self.keymap)
    }
}

impl ApplicabilityScreen {
    /// Returns how many lines the control takes in an area, for scrolling.
    pub(super) fn control_length(&self, area: Rect, data: &Data) -> usize {
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

    /// Makes the lines of the control.
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
        let control = self.checklist(data).and_then(|checklist| {
            let clause = checklist.clause(self.at.as_ref()?)?;
            Some((checklist, clause))
        });
        let Some((checklist, clause)) = control else {
            return sheet;
        };
        heading(&mut sheet, writer, checklist, clause);
        let decision = self.decision(data);
        self.decision_lines(&mut sheet, writer, checklist, clause, data);
        if let Some(decision) = decision {
            self.text_lines(&mut sheet, writer, decision);
            self.evidence_lines(&mut sheet, writer, decision, view);
        } else if self.typing.is_some() {
            // The decision is on its way to the record.
            sheet.typed_at = Some(sheet.lines.len());
        }
        self.audit_lines(&mut sheet, writer, clause, data);
        sheet
    }

    fn decision_lines(
        &self,
        sheet: &mut Sheet,
        writer: &Writer<'_>,
        checklist: &Checklist,
        clause: &Clause,
        data: &Data,
    ) {
        let look = writer.look;
        let included = self.decision(data).map(|decision| decision.included);
        let mark = marks::decision(look.glyphs, included);
        let style = look.style(marks::decision_role(included));
        let mut spans = vec![
            Span::styled(
                text::pad("Decision", LABEL).into_owned(),
                look.style(Role::Label),
            ),
            Span::styled(format!("{mark} {}", marks::decision_word(included)), style),
        ];
        if included.is_none() {
            let ways = [
                (Action::IncludeControl, "includes"),
                (Action::ExcludeControl, "excludes and asks why"),
            ];
            let told = writer.told("", &ways);
            spans.push(Span::styled(
                format!("   {told}"),
                look.style(Role::Placeholder),
            ));
        }
        sheet.push(spans);
        let found = self
            .statement(data)
            .map(|statement| statement.shortcomings(checklist))
            .unwrap_or_default();
        // What is missing is said in its place.
        let missing = |field: &str, decision: &ControlDecision| match field {
            "justification" => true,
            "status" => decision.status.is_none(),
            _ => false,
        };
        let decision = self.decision(data);
        let own = found
            .into_iter()
            .filter(|found| found.reference == clause.reference)
            .filter(|found| decision.is_some_and(|decision| !missing(found.field, decision)));
        for found in own {
            let said = format!("{} {}", look.glyphs.alarm, found.text);
            sheet.labelled(look, "", &said, writer.width, look.style(Role::Warning));
        }
        sheet.blank();
    }

    fn text_lines(&self, sheet: &mut Sheet, writer: &Writer<'_>, decision: &ControlDecision) {
        let look = writer.look;
        self.text(
            sheet,
            writer,
            Part::Justification,
            &decision.justification,
            (Action::EditJustification, "writes why"),
        );
        self.text(
            sheet,
            writer,
            Part::Implementation,
            &decision.implementation,
            (Action::EditImplementation, "writes how"),
        );
        let (said, role) = match decision.status {
            Some(status) => (
                status.label().to_owned(),
                marks::implementation_role(status),
            ),
            None if decision.included => (
                writer.told("missing: ", &[(Action::ChooseStatus, "says how far")]),
                Role::Warning,
            ),
            None => (
                writer.told("", &[(Action::ChooseStatus, "says how far")]),
                Role::Placeholder,
            ),
        };
        sheet.labelled(look, "Status", &said, writer.width, look.style(role));
        self.text(
            sheet,
            writer,
            Part::Owner,
            &decision.owner,
            (Action::EditOwner, "writes who answers for it, by role"),
        );
    }

    /// Adds a text, or what is typed in its place, or the key that writes it.
    fn text(
        &self,
        sheet: &mut Sheet,
        writer: &Writer<'_>,
        part: Part,
        said: &str,
        way: (Action, &str),
    ) {
        let look = writer.look;
        if self
            .typing
            .as_ref()
            .is_some_and(|typing| typing.part == part)
        {
            sheet.typed_at = Some(sheet.lines.len());
        } else if said.trim().is_empty() {
            let (lead, role) = if part == Part::Justification {
                ("missing: ", Role::Warning)
            } else {
                ("", Role::Placeholder)
            };
            let told = writer.told(lead, &[way]);
            let style = look.style(role);
            sheet.labelled(look, part.label(), &told, writer.width, style);
        } else {
            let said = safe::escape_text(said);
            let style = look.style(Role::Text);
            sheet.labelled(look, part.label(), &said, writer.width, style);
        }
    }

    fn evidence_lines(
        &self,
        sheet: &mut Sheet,
        writer: &Writer<'_>,
        decision: &ControlDecision,
        view: Option<View<'_>>,
    ) {
        let look = writer.look;
        sheet.blank();
        if decision.evidence.is_empty() {
            let ways = [
                (Action::Cite, "finds a file"),
                (Action::CiteOther, "notes what is no file"),
            ];
            let told = writer.told("none: ", &ways);
            let style = look.style(Role::Placeholder);
            sheet.labelled(look, "Evidence", &told, writer.width, style);
        }
        for (place, link) in decision.evidence.iter().enumerate() {
            let selected = place == self.citation && self.pane == Pane::Control;
            let label = if place == 0 { "Evidence" } else { "" };
            let label = if selected {
                sheet.selected_at = Some(sheet.lines.len());
                format!("{}{} ", text::pad(label, LABEL - 2), look.glyphs.cursor)
            } else {
                text::pad(label, LABEL).into_owned()
            };
            let mut spans = vec![Span::styled(label, look.style(Role::Label))];
            let room = writer.width.saturating_sub(LABEL);
            let limits = view.map(|view| view.data.workspace.freshness.as_slice());
            let age = limits.map(|limits| Yardstick::of_house(limits).judge(link));
            spans.extend(citation_spans(
                look,
                link,
                room,
                view,
                age.as_ref(),
                selected,
            ));
            sheet.push(spans);
        }
    }

    /// Names the audits that do not follow what is decided.
    fn audit_lines(&self, sheet: &mut Sheet, writer: &Writer<'_>, clause: &Clause, data: &Data) {
        let look = writer.look;
        let mut label = "Audits";
        for papers in self.audits(data) {
            let apart = papers.out_of_step(&data.applicability);
            let is_it = |reference| reference == &clause.reference;
            let what = if apart.leaving.iter().any(|l| is_it(&l.control.reference)) {
                "still asks it"
            } else if apart.returning.iter().any(|c| is_it(&c.reference)) {
                "does not ask it yet"
            } else {
                continue;
            };
            if label == "Audits" {
                sheet.blank();
            }
            let way = [(Action::ApplyStatement, "brings it in line")];
            let said = format!(
                "{} {}",
                papers.audit.id,
                writer.told(&format!("{what}: "), &way)
            );
            sheet.labelled(look, label, &said, writer.width, look.style(Role::Warning));
            label = "";
        }
    }
}

/// Adds number and title of the control, and what its group is for.
fn heading(sheet: &mut Sheet, writer: &Writer<'_>, checklist: &Checklist, clause: &Clause) {
    let look = writer.look;
    let title = format!("{}  {}", clause.reference, safe::escape_line(&clause.title));
    sheet.wrapped("", &title, writer.width, look.style(Role::Title));
    let group = clause.parent.as_ref().and_then(|p| checklist.clause(p));
    if let Some(group) = group {
        let title = safe::escape_line(&group.title);
        let said = match group.objective.trim() {
            "" => format!("{} {title}", group.reference),
            objective => format!(
                "{} {title}: {}",
                group.reference,
                safe::escape_line(&objective.split_whitespace().collect::<Vec<_>>().join(" "))
            ),
        };
        sheet.wrapped("", &said, writer.width, look.style(Role::Dim));
    }
    sheet.blank();
}

/// Returns what the list says of how far a control is implemented.
pub(super) fn status_word(decision: Option<&ControlDecision>) -> &'static str {
    decision
        .filter(|decision| decision.included)
        .and_then(|decision| decision.status)
        .map_or("", Implementation::label)
}

//! Drawing a sample: from what, how, how many, with which seed; and how many items there are before any is drawn.
//!
//! The population is read beside the worker whenever what is asked for is another one, and what was counted is what is drawn
//! from: the commit stays that of the count. Which items the seed would give is not shown before they are on record, so
//! that nobody chooses among draws.

mod fields;
mod paint;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        holder::Holder,
        id::{AuditId, FindingId, RowKey},
        papers::CitedIn,
        sample::{Design, Population, PopulationKind, SampleMethod},
    },
    error::Error,
    session::sample::{self, Preview},
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Origin, Question, Reply, Request, SampleReply, SampleRequest, Ticket, Trace},
        fields_draft::FieldsDraft,
        keymap::Key,
        panel::{Cx, Intent, Panel, TYPED_FIRST, View, Writing, motion, typed_first},
        screens::{places, sample::SampleScreen},
        widgets::{
            choice,
            field::{Pressed, TextField},
            list::ListState,
        },
    },
};

use self::fields::{Name, Texts};

/// What the place of a half-filled form says of one that is for the audit as a whole.
const FOR_AUDIT: &str = "audit";

/// What is known of the population.
enum Counted {
    /// Nothing: something is missing or wrong in the form.
    Not(String),
    /// It is being read.
    Reading,
    /// It was read.
    Ready(Box<Preview>),
    /// It cannot be read.
    Failed(Error),
}

/// The form of a sample that is to be drawn.
pub struct DrawingForm {
    audit: AuditId,
    row: Option<RowKey>,
    finding: Option<FindingId>,
    kind: PopulationKind,
    method: SampleMethod,
    texts: Texts,
    /// The texts as they were when the form opened.
    given: Texts,
    list: ListState,
    typing: Option<(Name, TextField)>,
    /// What was asked to be counted.
    asked: Option<(Population, Design)>,
    counted: Counted,
    /// The number of the question that asked for the sample.
    drawing: Option<Ticket>,
    /// Whether the next esc gives the form up.
    giving_up: bool,
    /// What is kept of the form while it is filled in.
    draft: FieldsDraft,
    /// Whether the sample is drawn or given up, and nothing need be kept any more.
    is_over: bool,
}

impl DrawingForm {
    /// Opens the form, for a row where one is given; a table that the row cites is proposed.
    pub fn new(audit: AuditId, row: Option<RowKey>, data: &Data) -> Self {
        let papers = data.audit(&audit);
        let row = row.map(|row| {
            let leader = papers.and_then(|papers| papers.leader(&row).cloned());
            leader.unwrap_or(row)
        });
        let cited = papers
            .zip(row.as_ref())
            .and_then(|(papers, row)| papers.answer(row))
            .and_then(|answer| {
                let mut paths = answer
                    .evidence
                    .iter()
                    .filter_map(|link| link.path.as_deref());
                paths.find(|path| path.to_lowercase().ends_with(".csv"))
            });
        let texts = Texts::new(
            cited.unwrap_or_default(),
            sample::seed().unwrap_or_default(),
        );
        let mut form = Self {
            draft: FieldsDraft::new(None, String::new(), []),
            is_over: false,
            audit,
            row,
            finding: None,
            kind: PopulationKind::CsvRows,
            method: SampleMethod::Random,
            given: texts.clone(),
            texts,
            list: ListState::default(),
            typing: None,
            asked: None,
            counted: Counted::Reading,
            drawing: None,
            giving_up: false,
        };
        form.begin_draft();
        form
    }

    /// Opens the form of a place again: `row ROW`, `finding ID` or `audit`.
    pub fn at_place(audit: AuditId, place: &str, data: &Data) -> Option<Self> {
        if place == FOR_AUDIT {
            return Some(Self::new(audit, None, data));
        }
        let Holder::InAudit(_, place) = places::holder(Some(&audit), place)? else {
            return None;
        };
        match place {
            CitedIn::Row(row) => Some(Self::new(audit, Some(row), data)),
            CitedIn::Finding(id) => Some(Self::new(audit, None, data).for_finding(id)),
            CitedIn::Action(_) | CitedIn::Item(..) | CitedIn::Link(..) => None,
        }
    }

    /// Starts to keep what is filled in.
    fn begin_draft(&mut self) {
        let of_row = self.row.clone().map(CitedIn::Row);
        let of = of_row.or_else(|| self.finding.clone().map(CitedIn::Finding));
        let of = of.map(|of| places::of_holder(&Holder::InAudit(self.audit.clone(), of)));
        let place = format!("draw {}", of.as_deref().unwrap_or(FOR_AUDIT));
        let draft = FieldsDraft::new(Some(self.audit.clone()), place, self.kept(&self.texts));
        self.draft = draft;
    }

    /// Returns what is kept of the form, with these texts.
    fn kept<'t>(&self, texts: &'t Texts) -> impl Iterator<Item = (&'t str, &'t str)> + use<'t> {
        let choices: [(&'t str, &'t str); 2] = [
            (fields::key(Name::From), self.kind.word()),
            (fields::key(Name::Method), self.method.word()),
        ];
        choices.into_iter().chain(texts.kept())
    }

    /// Takes in that something was typed or chosen.
    fn changed(&mut self) {
        let mut texts = self.texts.clone();
        if let Some((name, field)) = &self.typing {
            texts.set(*name, field.text());
        }
        let kept = self.kept(&texts);
        self.draft.note(kept);
    }

    /// Opens the form for a finding.
    #[must_use]
    pub fn for_finding(mut self, finding: FindingId) -> Self {
        self.finding = Some(finding);
        self.begin_draft();
        self
    }

    fn names(&self) -> Vec<Name> {
        fields::names(self.kind, self.method)
    }

    fn selected(&self) -> Option<Name> {
        self.names().get(self.list.selected).copied()
    }

    /// Has the population counted, where the form says enough and says something else than before.
    fn count(&mut self, data: &Data) -> Vec<Intent> {
        let made = fields::read(self.kind, self.method, &self.texts);
        match made {
            Err(why) => {
                self.asked = None;
                self.counted = Counted::Not(why);
                Vec::new()
            }
            Ok((population, design)) => {
                let design = Design {
                    row: self.row.clone(),
                    finding: self.finding.clone(),
                    ..design
                };
                let asked = (population, design);
                if self.asked.as_ref() == Some(&asked) {
                    return Vec::new();
                }
                let (population, design) = asked.clone();
                self.asked = Some(asked);
                self.counted = Counted::Reading;
                vec![Intent::Trace(Trace {
                    declared: data.workspace.repositories.clone(),
                    question: Question::Population(Box::new((population, design))),
                })]
            }
        }
    }

    fn start_typing(&mut self, data: &Data) -> Vec<Intent> {
        match self.selected() {
            Some(Name::From | Name::Method) => self.choose(true, data),
            Some(name) => {
                let field = TextField::new(self.texts.of(name), false);
                self.typing = Some((name, field));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Keeps what is typed.
    fn keep(&mut self, data: &Data) -> Vec<Intent> {
        let Some((name, field)) = self.typing.take() else {
            return Vec::new();
        };
        self.texts.set(name, field.text());
        self.count(data)
    }

    /// Takes the next or previous of the values of a choice.
    fn choose(&mut self, forwards: bool, data: &Data) -> Vec<Intent> {
        let step = |at: Option<usize>, len| choice::step(at, len, forwards);
        match self.selected() {
            Some(Name::From) => {
                let all = PopulationKind::ALL;
                let at = all.iter().position(|kind| *kind == self.kind);
                let next = step(at, all.len()).and_then(|at| all.get(at));
                self.kind = next.copied().unwrap_or(self.kind);
            }
            Some(Name::Method) => {
                let all = SampleMethod::ALL;
                let at = all.iter().position(|method| *method == self.method);
                let next = step(at, all.len()).and_then(|at| all.get(at));
                self.method = next.copied().unwrap_or(self.method);
            }
            Some(_) | None => return Vec::new(),
        }
        self.changed();
        self.count(data)
    }

    fn step(&mut self, forwards: bool, area: Rect) {
        let len = self.names().len();
        let next = choice::step(Some(self.list.selected), len, forwards);
        let height = usize::from(self.areas(area).fields.height);
        self.list.select(next.unwrap_or(0), len, height);
    }

    fn draw_now(&mut self, data: &Data) -> Vec<Intent> {
        let mut intents = self.keep(data);
        if self.drawing.is_some() {
            intents.push(Intent::Toast("the sample is being drawn".to_owned()));
            return intents;
        }
        let toast = |why: &str| Intent::Toast(why.to_owned());
        match (&self.counted, &self.asked) {
            (Counted::Not(why), _) => intents.push(toast(why)),
            (Counted::Reading, _) => intents.push(toast("the population is still being read")),
            (Counted::Failed(error), _) => intents.push(Intent::Fail(error.clone())),
            (Counted::Ready(preview), Some((_, design))) => {
                if let Err(refusal) = &preview.size {
                    intents.push(toast(&refusal.to_string()));
                } else {
                    let ticket = Ticket::draw();
                    self.drawing = Some(ticket);
                    intents.push(Intent::Ask(Request::Sample(SampleRequest::Draw {
                        ticket,
                        audit: self.audit.clone(),
                        // As it was counted: the branch may have moved since.
                        population: Box::new(preview.population.clone()),
                        design: Box::new(design.clone()),
                    })));
                }
            }
            (Counted::Ready(_), None) => {}
        }
        intents
    }

    fn act_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::Back | Action::TextAccept => Some(self.keep(cx.data)),
            Action::TextNextField | Action::TextPreviousField => {
                let intents = self.keep(cx.data);
                self.step(action == Action::TextNextField, cx.area);
                if !matches!(self.selected(), Some(Name::From | Name::Method)) {
                    self.start_typing(cx.data);
                }
                Some(intents)
            }
            Action::DrawNow => Some(self.draw_now(cx.data)),
            Action::ExternalEditor => {
                let (_, field) = self.typing.as_ref()?;
                Some(vec![Intent::Edit(field.text().to_owned())])
            }
            Action::Undo | Action::Redo => Some(Vec::new()),
            _ => None,
        }
    }
}

impl Panel for DrawingForm {
    fn contexts(&self) -> Vec<Context> {
        if self.typing.is_some() {
            vec![Context::Text, Context::Fields, Context::Drawing]
        } else {
            vec![Context::Drawing]
        }
    }

    fn name(&self) -> String {
        "draw a sample".to_owned()
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        self.count(cx.data)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if action != Action::Back {
            self.giving_up = false;
        }
        if self.typing.is_some() {
            return self.act_typing(action, cx);
        }
        if let Some(way) = motion(action, cx.count) {
            let (len, height) = (self.names().len(), self.areas(cx.area).fields.height);
            self.list.go(way, len, usize::from(height));
            return Some(Vec::new());
        }
        match action {
            Action::EditField => Some(self.start_typing(cx.data)),
            Action::NextChoice => Some(self.choose(true, cx.data)),
            Action::PreviousChoice => Some(self.choose(false, cx.data)),
            Action::NextField | Action::PreviousField => {
                self.step(action == Action::NextField, cx.area);
                Some(Vec::new())
            }
            Action::DrawNow => Some(self.draw_now(cx.data)),
            Action::Back if self.giving_up || self.texts == self.given => {
                self.is_over = true;
                Some(vec![Intent::DropDraft, Intent::Close])
            }
            Action::Back => {
                self.giving_up = true;
                let said = "no sample is drawn yet; again gives the form up".to_owned();
                Some(vec![Intent::Toast(said)])
            }
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        if self.typing.is_some()
            && typed_first(action, Context::Drawing)
            && action != Action::DrawNow
        {
            return Some(TYPED_FIRST.to_owned());
        }
        match (action, &self.counted) {
            (Action::DrawNow, Counted::Not(why)) => Some(why.clone()),
            (Action::DrawNow, Counted::Reading) => {
                Some("the population is still being read".to_owned())
            }
            (Action::DrawNow, Counted::Failed(error)) => Some(error.message.clone()),
            (Action::DrawNow, Counted::Ready(preview)) => {
                preview.size.as_ref().err().map(ToString::to_string)
            }
            (Action::NextChoice | Action::PreviousChoice, _)
                if !matches!(self.selected(), Some(Name::From | Name::Method)) =>
            {
                Some("the selected field has no choices".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        let (_, field) = self.typing.as_mut()?;
        match field.press(key) {
            Pressed::Ignored => None,
            Pressed::Changed | Pressed::Moved => {
                self.changed();
                Some(Vec::new())
            }
        }
    }

    fn paste(&mut self, text: &str, _cx: Cx<'_>) -> Option<Vec<Intent>> {
        let (_, field) = self.typing.as_mut()?;
        field.paste(text);
        self.changed();
        Some(Vec::new())
    }

    fn edited(&mut self, text: &str, _cx: Cx<'_>) -> Vec<Intent> {
        if let Some((_, field)) = &mut self.typing {
            field.set_text(text.trim_end_matches(['\n', '\r']));
            self.changed();
        }
        Vec::new()
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        match reply {
            Reply::Sample(SampleReply::Previewed { asked, preview })
                if self.asked.as_ref() == Some(asked) =>
            {
                self.counted = match preview {
                    Ok(preview) => Counted::Ready(preview.clone()),
                    Err(error) => Counted::Failed(error.clone()),
                };
            }
            Reply::Sample(SampleReply::Drawn {
                ticket: Some(ticket),
                audit,
                sample,
            }) if self.drawing == Some(*ticket) => {
                self.drawing = None;
                self.is_over = true;
                let mut intents = vec![Intent::DropDraft];
                let papers = cx.data.audit(audit);
                // It is on record by now, unless the audit is gone.
                if papers.is_some_and(|papers| papers.samples.contains_key(&sample.id)) {
                    let screen = SampleScreen::new(audit.clone(), sample.id.clone());
                    intents.push(Intent::Replace(Box::new(screen)));
                }
                return intents;
            }
            Reply::Failed(failure)
                if self
                    .drawing
                    .is_some_and(|ticket| failure.of == Origin::Draw(ticket)) =>
            {
                self.drawing = None;
            }
            _ => {}
        }
        Vec::new()
    }

    fn writing(&self) -> Option<Writing<'_>> {
        (!self.is_over).then(|| self.draft.writing())
    }

    fn resume_writing(&mut self, place: &str, text: &str, _cx: Cx<'_>) -> bool {
        let Some(kept) = self.draft.read(place, text) else {
            return false;
        };
        self.texts.clear();
        for (name, text) in kept {
            if name == fields::key(Name::From) {
                self.kind = text.parse().unwrap_or(self.kind);
            } else if name == fields::key(Name::Method) {
                self.method = text.parse().unwrap_or(self.method);
            } else if !self.texts.take(&name, text) {
                return false;
            }
        }
        self.changed();
        true
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.typing.is_some() {
            return vec![Action::TextAccept, Action::TextNextField, Action::DrawNow];
        }
        vec![
            Action::DrawNow,
            Action::EditField,
            Action::NextField,
            Action::NextChoice,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view)
    }
}

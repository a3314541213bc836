//! Why a nonconformity happened (ISO/IEC 42001, 10.2 b 2), drawn: a chain of whys, a fishbone or a fault tree.
//!
//! Each node has a line in one list, whatever the method; nodes are added, written, moved, marked and removed there, and
//! each edit is kept in the corrective action at once.

mod draw;
mod fish;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        action::{
            Branch, Cause, CauseMethod, CauseNode, CorrectiveAction, Gate, OutlineRow, Spot, Stem,
            Way,
        },
        guard::Refusal,
        id::{ActionId, AuditId},
        papers::WorkingPapers,
    },
    session::cause,
    tui::{
        action::{Action, Context},
        data::Data,
        overlays::{
            choose::{Choice, Choose},
            prompt::Prompt,
        },
        panel::{Cx, Intent, Panel, View, motion},
        widgets::list::ListState,
    },
};

/// What an edit comes to: the intents, or in a few words why not.
type Edited = Result<Vec<Intent>, String>;

/// The screen of the cause of a corrective action.
#[derive(Debug, Clone)]
pub struct CauseScreen {
    audit: AuditId,
    action: ActionId,
    list: ListState,
    /// The node that the selection follows wherever an edit takes it.
    follows: Option<String>,
}

impl CauseScreen {
    /// Opens the diagram of a corrective action's cause.
    pub fn new(audit: AuditId, action: ActionId) -> Self {
        Self {
            audit,
            action,
            list: ListState::default(),
            follows: None,
        }
    }

    fn record<'a>(&self, data: &'a Data) -> Option<(&'a WorkingPapers, &'a CorrectiveAction)> {
        let papers = data.audit(&self.audit)?;
        Some((papers, papers.actions.get(&self.action)?))
    }

    fn cause<'a>(&self, data: &'a Data) -> Option<&'a Cause> {
        self.record(data)?.1.cause.as_ref()
    }

    fn rows<'a>(&self, data: &'a Data) -> Vec<OutlineRow<'a>> {
        self.cause(data).map(Cause::outline).unwrap_or_default()
    }

    /// Returns the place of the selected line: that of the node that is followed, or else where it was.
    fn at(&self, rows: &[OutlineRow<'_>]) -> usize {
        let followed = self.follows.as_ref().and_then(|id| {
            let is_it = |row: &OutlineRow<'_>| matches!(row.stem, Stem::Node(n) if n.id == *id);
            rows.iter().position(is_it)
        });
        followed.unwrap_or(self.list.selected)
    }

    fn selected<'a>(&self, data: &'a Data) -> Option<Stem<'a>> {
        let rows = self.rows(data);
        rows.get(self.at(&rows)).map(|row| row.stem)
    }

    fn node<'a>(&self, data: &'a Data) -> Result<&'a CauseNode, String> {
        match self.selected(data) {
            Some(Stem::Node(node)) => Ok(node),
            Some(Stem::Branch(_)) => Err("select a cause on the branch first".to_owned()),
            None => Err("nothing is drawn yet: o begins".to_owned()),
        }
    }

    /// Brings the selection to the node that it follows.
    fn settle(&mut self, cx: Cx<'_>) {
        let rows = self.rows(cx.data);
        let (at, count) = (self.at(&rows), rows.len());
        let height = draw::list_height(cx.area, self.cause(cx.data));
        self.list.select(at, count, height);
    }

    fn following(&self, id: &str) -> Self {
        Self {
            follows: Some(id.to_owned()),
            ..self.clone()
        }
    }

    /// Edits the diagram.
    fn edit<T>(
        &self,
        data: &Data,
        what: &str,
        change: impl FnOnce(&mut Cause) -> Result<T, Refusal>,
    ) -> Result<(T, Intent), String> {
        let gone = || format!("{} is not there any more", self.action);
        let (papers, _) = self.record(data).ok_or_else(gone)?;
        cause::edit(papers, &self.action, CauseMethod::FiveWhys, what, change)
            .map(|(made, change)| (made, Intent::Apply(change)))
            .map_err(|refusal| refusal.to_string())
    }

    /// Edits the selected node, and follows it.
    fn edit_selected(
        &mut self,
        data: &Data,
        what: &str,
        change: impl FnOnce(&mut Cause, &str) -> Result<(), Refusal>,
    ) -> Edited {
        let id = self.node(data)?.id.clone();
        let what = format!("{id} {what}");
        let ((), intent) = self.edit(data, &what, |cause| change(cause, &id))?;
        self.follows = Some(id);
        Ok(vec![intent])
    }

    /// Asks how the cause is looked for.
    fn ask_method(&self, data: &Data) -> Vec<Intent> {
        let taken = self.cause(data).map(|cause| cause.method);
        let choices = CauseMethod::ALL.iter().map(|method| Choice {
            label: method.label().to_owned(),
            detail: match method {
                CauseMethod::FiveWhys => "a chain: each why is asked of the answer before",
                CauseMethod::Fishbone => {
                    "six branches: people, process, technology, data, environment, management"
                }
                CauseMethod::FaultTree => "what happened, and the events that brought it about",
                CauseMethod::Other => "another method, told in words in the form",
            }
            .to_owned(),
            disabled: None,
        });
        let this = self.clone();
        let done = move |at: usize, cx: Cx<'_>| {
            let (Some(method), Some((papers, _))) =
                (CauseMethod::ALL.get(at), this.record(cx.data))
            else {
                return Vec::new();
            };
            match cause::take_method(papers, &this.action, *method) {
                Ok(change) => vec![Intent::Apply(change)],
                Err(refusal) => vec![Intent::Toast(refusal.to_string())],
            }
        };
        let title = "How the cause is looked for";
        let mut choose = Choose::new(title, choices.collect(), Box::new(done));
        if let Some(at) = CauseMethod::ALL.iter().position(|m| Some(*m) == taken) {
            choose = choose.selecting(at);
        }
        vec![Intent::Open(Box::new(choose))]
    }

    /// Finds where a node goes that is added below the selected one, or beside it.
    fn spot(&self, data: &Data, beside: bool) -> Spot {
        let (Some(stem), Some(cause)) = (self.selected(data), self.cause(data)) else {
            return Spot::End;
        };
        match stem {
            Stem::Branch(branch) => Spot::On(branch),
            Stem::Node(node) if !beside => Spot::Under(node.id.clone()),
            Stem::Node(_) if cause.method == CauseMethod::FiveWhys => Spot::End,
            Stem::Node(node) => match (cause.parent(&node.id), node.branch) {
                (Some(above), _) => Spot::Under(above.to_owned()),
                (None, Some(branch)) => Spot::On(branch),
                (None, None) => Spot::End,
            },
        }
    }

    fn ask_new(&self, data: &Data, beside: bool) -> Vec<Intent> {
        let Some(cause) = self.cause(data).filter(|c| c.method != CauseMethod::Other) else {
            return self.ask_method(data);
        };
        let spot = self.spot(data, beside);
        let label = question(cause, &spot);
        let this = self.clone();
        let done = move |text: &str, cx: Cx<'_>| {
            let (id, change) = this.edit(cx.data, "cause added", |cause| cause.add(text, &spot))?;
            Ok(vec![Intent::Replace(Box::new(this.following(&id))), change])
        };
        let place = format!("{} {label}", self.action);
        let prompt = Prompt::new(cause.method.label(), &label, "", Box::new(done))
            .kept_at(Some(self.audit.clone()), place);
        vec![Intent::Open(Box::new(prompt))]
    }

    fn ask_text(&self, data: &Data) -> Vec<Intent> {
        let (id, before) = match self.selected(data) {
            Some(Stem::Node(node)) => (node.id.clone(), node.text.clone()),
            Some(Stem::Branch(_)) | None => return self.ask_new(data, false),
        };
        let this = self.following(&id);
        let title = format!(
            "{id} of the {}",
            self.cause(data).map_or("cause", |c| c.method.label())
        );
        let place = format!("{} cause {id}", self.action);
        let done = move |text: &str, cx: Cx<'_>| {
            let what = format!("{id} written");
            let ((), change) = this.edit(cx.data, &what, |cause| cause.write(&id, text))?;
            Ok(vec![Intent::Replace(Box::new(this.clone())), change])
        };
        let prompt = Prompt::new(&title, "what it says", &before, Box::new(done))
            .kept_at(Some(self.audit.clone()), place);
        vec![Intent::Open(Box::new(prompt))]
    }

    fn mark(&mut self, data: &Data) -> Edited {
        let root = !self.node(data)?.root;
        let what = if root { "root cause" } else { "no root cause" };
        self.edit_selected(data, what, |cause, id| cause.mark(id, root))
    }

    fn join(&mut self, data: &Data) -> Edited {
        let gate = match self.node(data)?.gate {
            Some(Gate::Or) => Gate::And,
            Some(Gate::And) | None => Gate::Or,
        };
        let what = format!("gate {gate}");
        self.edit_selected(data, &what, |cause, id| cause.join(id, gate))
    }

    fn shift(&mut self, data: &Data, way: Way) -> Edited {
        let mut went = true;
        let edited = self.edit_selected(data, "moved", |cause, id| {
            went = cause.shift(id, way)?;
            Ok(())
        });
        if went {
            edited
        } else {
            let edge = match way {
                Way::Up => "it is the first one here",
                Way::Down => "it is the last one here",
            };
            Err(edge.to_owned())
        }
    }

    fn remove(&mut self, data: &Data) -> Edited {
        let id = self.node(data)?.id.clone();
        let what = format!("{id} removed");
        let (gone, change) = self.edit(data, &what, |cause| cause.remove(&id))?;
        self.list.selected = self.at(&self.rows(data)).saturating_sub(1);
        self.follows = None;
        let said = if gone == 1 {
            "removed; undo brings it back".to_owned()
        } else {
            format!("{gone} removed; undo brings them back")
        };
        Ok(vec![change, Intent::Toast(said)])
    }
}

/// Returns what is asked for a node that goes to a spot.
fn question(cause: &Cause, spot: &Spot) -> String {
    let of = |id: &str| {
        cause
            .node(id)
            .map_or("", |node| node.text.trim_end_matches('.'))
    };
    match (cause.method, spot) {
        (CauseMethod::FiveWhys, Spot::Under(id)) => format!("why: {}?", of(id)),
        (CauseMethod::FiveWhys, _) => match cause.whys.last() {
            Some(last) => format!("why: {}?", of(&last.id)),
            None => "why did it happen?".to_owned(),
        },
        (CauseMethod::Fishbone, Spot::On(branch)) => {
            format!("{}: {}", branch.label(), hint(*branch))
        }
        (CauseMethod::FaultTree, _) if cause.events.is_empty() => {
            "the top event: what happened".to_owned()
        }
        (_, Spot::Under(id)) => format!("what brought about: {}?", of(id)),
        (_, Spot::On(_) | Spot::End) => "what brought it about?".to_owned(),
    }
}

/// Returns what is looked for on a branch.
const fn hint(branch: Branch) -> &'static str {
    match branch {
        Branch::People => "competence, workload, who was there",
        Branch::Process => "steps that are missing, unclear or not followed",
        Branch::Technology => "systems, models and tools, and what they allow",
        Branch::Data => "what was collected, labelled, fed in or not looked at",
        Branch::Environment => "suppliers, law, market, place",
        Branch::Management => "objectives, resources, responsibilities",
    }
}

fn or_toast(edited: Edited) -> Vec<Intent> {
    edited.unwrap_or_else(|why| vec![Intent::Toast(why)])
}

impl Panel for CauseScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Cause]
    }

    fn name(&self) -> String {
        format!("cause of {}", self.action)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn opened(&mut self, cx: Cx<'_>) -> Vec<Intent> {
        match self.cause(cx.data).map(|cause| cause.method) {
            None | Some(CauseMethod::Other) => self.ask_method(cx.data),
            Some(CauseMethod::FiveWhys | CauseMethod::Fishbone | CauseMethod::FaultTree) => {
                Vec::new()
            }
        }
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        self.settle(cx);
        let data = cx.data;
        Some(match action {
            Action::AddCause => self.ask_new(data, false),
            Action::AddCauseBeside => self.ask_new(data, true),
            Action::EditCause => self.ask_text(data),
            Action::MarkRoot => or_toast(self.mark(data)),
            Action::ToggleGate => or_toast(self.join(data)),
            Action::CauseUp => or_toast(self.shift(data, Way::Up)),
            Action::CauseDown => or_toast(self.shift(data, Way::Down)),
            Action::CauseIn => or_toast(self.edit_selected(data, "moved", Cause::indent)),
            Action::CauseOut => or_toast(self.edit_selected(data, "moved", Cause::outdent)),
            Action::RemoveCause => or_toast(self.remove(data)),
            Action::TakeMethod => self.ask_method(data),
            Action::Copy => match self.selected(data)? {
                Stem::Branch(branch) => vec![Intent::Copy(branch.label().to_owned())],
                Stem::Node(node) => vec![Intent::Copy(node.text.clone())],
            },
            other => {
                let way = motion(other, cx.count)?;
                let count = self.rows(data).len();
                let height = draw::list_height(cx.area, self.cause(data));
                self.list.go(way, count, height);
                self.follows = None;
                Vec::new()
            }
        })
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let method = self.cause(data).map(|cause| cause.method);
        match action {
            Action::EditCause
            | Action::MarkRoot
            | Action::CauseUp
            | Action::CauseDown
            | Action::RemoveCause => self.node(data).err(),
            Action::Copy if self.selected(data).is_none() => {
                Some("nothing is drawn yet".to_owned())
            }
            Action::ToggleGate if method != Some(CauseMethod::FaultTree) => {
                Some("only a fault tree has gates".to_owned())
            }
            Action::CauseIn | Action::CauseOut if method == Some(CauseMethod::FiveWhys) => {
                Some("a chain has no levels".to_owned())
            }
            _ => None,
        }
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.settle(cx);
    }

    fn place(&self) -> Option<String> {
        Some(format!("action {}", self.action))
    }

    fn hints(&self, data: &Data) -> Vec<Action> {
        let mut hints = vec![Action::AddCause];
        match self.selected(data) {
            Some(Stem::Node(_)) => hints.extend([
                Action::EditCause,
                Action::MarkRoot,
                Action::CauseDown,
                Action::RemoveCause,
            ]),
            Some(Stem::Branch(_)) | None => {}
        }
        let at_node = matches!(self.selected(data), Some(Stem::Node(_)));
        match self.cause(data).map(|cause| cause.method) {
            Some(CauseMethod::FaultTree) if at_node => {
                hints.extend([Action::ToggleGate, Action::CauseIn]);
            }
            Some(CauseMethod::Fishbone) if at_node => hints.push(Action::CauseIn),
            Some(
                CauseMethod::FiveWhys
                | CauseMethod::Fishbone
                | CauseMethod::FaultTree
                | CauseMethod::Other,
            )
            | None => {}
        }
        hints.extend([Action::TakeMethod, Action::Back]);
        hints
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view);
        None
    }
}

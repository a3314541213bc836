//! The walk of a gap analysis: rating the row, its own target, and how both are shown.

use crate::{
    domain::{
        answer::{Answer, Verdict},
        audit::AuditMode,
        maturity::{Maturity, Rating},
        papers::WorkingPapers,
    },
    session::answer,
    tui::{
        action::{Action, Context},
        keymap::Keymap,
        marks,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent, View, or_fail},
        theme::Role,
        widgets::Look,
    },
};

use super::{Walk, row::Sheet};

/// What was given last, to be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// A verdict.
    Verdict(Verdict),
    /// A maturity.
    Maturity(Maturity),
}

impl Given {
    /// Says what was given, in a few words.
    pub(super) fn label(self) -> String {
        match self {
            Self::Verdict(verdict) => verdict.label().to_owned(),
            Self::Maturity(maturity) => format!("maturity {maturity}"),
        }
    }
}

/// Returns the maturity that an action gives.
fn rated_by(action: Action) -> Option<Maturity> {
    let [zero, one, two, three, four, five] = Maturity::ALL;
    match action {
        Action::RateZero => Some(zero),
        Action::RateOne => Some(one),
        Action::RateTwo => Some(two),
        Action::RateThree => Some(three),
        Action::RateFour => Some(four),
        Action::RateFive => Some(five),
        _ => None,
    }
}

impl Walk {
    /// Does the actions of a gap analysis; none for any other.
    pub(super) fn rate_row(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let maturity = rated_by(action);
        if maturity.is_none() && action != Action::SetTarget {
            return None;
        }
        if let Some(why) = self.left_out(cx.data) {
            return Some(vec![Intent::Toast(why)]);
        }
        if let Some(error) = self.held(cx.data) {
            return Some(vec![Intent::Fail(error)]);
        }
        Some(match maturity {
            Some(maturity) => self.rate(maturity, cx),
            None => self.choose_target(cx),
        })
    }

    fn rating(&self, papers: &WorkingPapers) -> Option<Rating> {
        papers
            .answer(&self.row)?
            .rating(papers.audit.usual_target())
    }

    /// Gives a maturity; the same one again takes it back.
    fn rate(&mut self, maturity: Maturity, cx: Cx<'_>) -> Vec<Intent> {
        let made = self.try_change(cx, |papers, step| {
            let now = self.rating(papers).map(|rating| rating.maturity);
            let given = (now != Some(maturity)).then_some(maturity);
            let change = answer::set_maturity(papers, &self.row, given, step);
            (change, given)
        });
        or_fail(made.map(|(change, given)| {
            if let Some(maturity) = given {
                self.last = Some(Given::Maturity(maturity));
            }
            vec![Intent::Apply(change)]
        }))
    }

    /// Offers the targets that the row can have of its own; the one it has again takes it back.
    fn choose_target(&self, cx: Cx<'_>) -> Vec<Intent> {
        let Some(papers) = self.papers(cx.data) else {
            return Vec::new();
        };
        let usual = papers.audit.usual_target();
        let own = papers.answer(&self.row).and_then(|answer| answer.target);
        let mut choices = vec![Choice {
            label: format!("{usual}  as the audit has it"),
            detail: "the row has no target of its own".to_owned(),
            disabled: None,
        }];
        choices.extend(Maturity::ALL.iter().map(|level| {
            Choice {
                label: format!("{level}  {}", level.label()),
                detail: if own == Some(*level) {
                    "the row's own target; again takes it back"
                } else {
                    "a target of the row's own"
                }
                .to_owned(),
                disabled: None,
            }
        }));
        let at = own.map_or(0, |own| usize::from(own.level()) + 1);
        let (audit, row) = (self.audit.clone(), self.row.clone());
        let done = move |place: usize, cx: Cx<'_>| {
            let Some(papers) = cx.data.audit(&audit) else {
                return Vec::new();
            };
            let level = place
                .checked_sub(1)
                .and_then(|place| Maturity::ALL.get(place));
            let target = level.copied().filter(|level| Some(*level) != own);
            let made = cx.data.step("");
            or_fail(made.map(|step| {
                vec![Intent::Apply(answer::set_target(
                    papers, &row, target, &step,
                ))]
            }))
        };
        let choose = Choose::new("how far it is to be", choices, Box::new(done));
        vec![Intent::Open(Box::new(choose.selecting(at)))]
    }

    /// Tells whether the row is shown by its maturity: in a gap analysis, unless it is set aside.
    pub(super) fn shows_maturity(&self, answer: Option<&Answer>) -> bool {
        self.mode == AuditMode::GapAnalysis && !answer.is_some_and(Answer::is_set_aside)
    }
}

/// Adds how far the row is and is to be, or by which keys one says so.
pub(super) fn maturity_lines(
    sheet: &mut Sheet,
    look: Look<'_>,
    papers: &WorkingPapers,
    answer: Option<&Answer>,
    width: usize,
    view: Option<View<'_>>,
) {
    let usual = papers.audit.usual_target();
    let own = answer.and_then(|answer| answer.target);
    let rating = answer.and_then(|answer| answer.rating(usual));
    let own_said = if own.is_some() {
        ", its own target"
    } else {
        ""
    };
    let (said, role) = if let Some(rating) = rating {
        (
            format!("{rating}  ({}{own_said})", rating.compared()),
            marks::shortfall_role(Some(rating.shortfall())),
        )
    } else {
        let mark = look.glyphs.unanswered;
        let target = own.unwrap_or(usual);
        let keys = view.map_or_else(String::new, |view| rating_keys(view.keymap));
        (
            format!("{mark} unrated, target {target}{own_said}{keys}"),
            Role::VerdictUnanswered,
        )
    };
    sheet.labelled(look, "Maturity", &said, width, look.style(role));
}

/// Says by which keys a row is rated, as they are bound now.
fn rating_keys(keymap: &Keymap) -> String {
    let key = |action| keymap.key_of(action, &[Context::Gap]);
    match key(Action::RateZero).zip(key(Action::RateFive)) {
        Some((first, last)) => format!("   {first} to {last} rates it"),
        None => String::new(),
    }
}

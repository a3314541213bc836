//! The closed lists of words as values of options: clap lists them in help, completes them and suggests the nearest.

use std::str::FromStr;

use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};

use crate::session::domain::{
    action::{ActionState, Branch, CauseMethod, ChangeKind, Gate, HitDecision},
    answer::{Method, Verdict},
    applicability::Implementation,
    audit::{AuditMode, AuditState},
    due::QueueOrder,
    evidence::EvidenceKind,
    file_type::FileType,
    finding::{FindingState, FindingType},
    maturity::Maturity,
    programme::coverage::By,
    sample::{ItemResult, SampleMethod},
    signoff::SignOffRole,
};
use crate::session::evidence::Target;

/// A file to cite, as one types it or the shell completes it: its name need be no UTF-8.
pub(super) fn cited_file() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(Target::typed)
}

/// The word that takes a verdict or a maturity back.
const NONE: &str = "none";

fn parser<T>(known: &'static [T], word: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: Copy + Clone + Send + Sync + FromStr + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    PossibleValuesParser::new(known.iter().map(|value| word(*value)))
        .try_map(|text: String| text.parse::<T>())
}

/// A verdict, or that there is none any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VerdictOrNone {
    /// The row gets this verdict.
    Some(Verdict),
    /// The row's verdict is taken back.
    None,
}

pub(super) fn verdict() -> impl TypedValueParser<Value = VerdictOrNone> {
    let words = Verdict::ALL
        .iter()
        .map(|verdict| verdict.word())
        .chain([NONE]);
    PossibleValuesParser::new(words).try_map(|text: String| {
        if text == NONE {
            Ok(VerdictOrNone::None)
        } else {
            text.parse().map(VerdictOrNone::Some)
        }
    })
}

/// A decision about a place that was found, or that there is none any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DecisionOrNone(pub(super) Option<HitDecision>);

pub(super) fn hit_decision() -> impl TypedValueParser<Value = DecisionOrNone> {
    const UNDECIDED: &str = "undecided";
    let words = HitDecision::ALL
        .iter()
        .map(|decision| decision.word())
        .chain([UNDECIDED]);
    PossibleValuesParser::new(words).try_map(|text: String| {
        if text == UNDECIDED {
            Ok(DecisionOrNone(None))
        } else {
            text.parse().map(|decision| DecisionOrNone(Some(decision)))
        }
    })
}

/// A maturity, or that there is none any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MaturityOrNone {
    /// The row gets this one.
    Some(Maturity),
    /// The one it had is taken back.
    None,
}

impl MaturityOrNone {
    /// Returns the maturity, if there is one.
    pub(super) const fn given(self) -> Option<Maturity> {
        match self {
            Self::Some(maturity) => Some(maturity),
            Self::None => None,
        }
    }
}

pub(super) fn maturity() -> impl TypedValueParser<Value = MaturityOrNone> {
    PossibleValuesParser::new(["0", "1", "2", "3", "4", "5", NONE]).try_map(|text: String| {
        if text == NONE {
            Ok(MaturityOrNone::None)
        } else {
            text.parse().map(MaturityOrNone::Some)
        }
    })
}

pub(super) fn coverage_by() -> impl TypedValueParser<Value = By> {
    parser(By::ALL, By::word)
}

pub(super) fn sign_off_role() -> impl TypedValueParser<Value = SignOffRole> {
    parser(SignOffRole::ALL, SignOffRole::word)
}

pub(super) fn audit_mode() -> impl TypedValueParser<Value = AuditMode> {
    parser(AuditMode::ALL, AuditMode::word)
}

pub(super) fn method() -> impl TypedValueParser<Value = Method> {
    parser(Method::ALL, Method::word)
}

pub(super) fn finding_type() -> impl TypedValueParser<Value = FindingType> {
    parser(FindingType::ALL, FindingType::word)
}

pub(super) fn finding_state() -> impl TypedValueParser<Value = FindingState> {
    parser(FindingState::ALL, FindingState::word)
}

pub(super) fn action_state() -> impl TypedValueParser<Value = ActionState> {
    parser(ActionState::ALL, ActionState::word)
}

pub(super) fn audit_state() -> impl TypedValueParser<Value = AuditState> {
    parser(AuditState::ALL, AuditState::word)
}

pub(super) fn queue_order() -> impl TypedValueParser<Value = QueueOrder> {
    parser(QueueOrder::ALL, QueueOrder::word)
}

pub(super) fn sample_method() -> impl TypedValueParser<Value = SampleMethod> {
    parser(SampleMethod::ALL, SampleMethod::word)
}

pub(super) fn item_result() -> impl TypedValueParser<Value = ItemResult> {
    parser(ItemResult::ALL, ItemResult::word)
}

pub(super) fn implementation() -> impl TypedValueParser<Value = Implementation> {
    parser(Implementation::ALL, Implementation::word)
}

pub(super) fn cause_method() -> impl TypedValueParser<Value = CauseMethod> {
    parser(CauseMethod::ALL, CauseMethod::word)
}

pub(super) fn branch() -> impl TypedValueParser<Value = Branch> {
    parser(Branch::ALL, Branch::word)
}

pub(super) fn gate() -> impl TypedValueParser<Value = Gate> {
    parser(Gate::ALL, Gate::word)
}

pub(super) fn change_kind() -> impl TypedValueParser<Value = ChangeKind> {
    parser(ChangeKind::ALL, ChangeKind::word)
}

/// The states of a citation that a check may be told to let pass; an alarm is none of them.
pub(super) fn allowed_state() -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new([
        "moved",
        "changed",
        "gone",
        "uncommitted",
        "not-downloaded",
        "lfs-pointer",
        "cannot-judge",
    ])
}

pub(super) fn file_type() -> impl TypedValueParser<Value = FileType> {
    parser(FileType::ALL, FileType::word)
}

pub(super) fn evidence_kind() -> impl TypedValueParser<Value = EvidenceKind> {
    PossibleValuesParser::new(
        EvidenceKind::ALL
            .iter()
            .filter(|kind| {
                matches!(
                    kind,
                    EvidenceKind::Interview
                        | EvidenceKind::Observation
                        | EvidenceKind::Meeting
                        | EvidenceKind::Screen
                )
            })
            .map(|kind| kind.word()),
    )
    .try_map(|text: String| text.parse::<EvidenceKind>())
}

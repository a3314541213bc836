//! The other half of honest histories: one breach in the midst of one, and `tickmark verify` tells it, and of which record.

use super::{Dice, History, LAST_STEP, Track, number};
use crate::{
    cli_desk::Desk,
    tampering::story::{days_from_now, edit, moved, now, swap},
};

/// How many histories have a breach in their midst without being asked for more.
const FEW: u64 = 2;

/// Where the finding, and what is done about it, are.
struct Place {
    finding: String,
    action: String,
}

impl Place {
    fn of(folder: &str, track: &Track) -> Self {
        Self {
            finding: format!("{folder}/a-1/findings/{}.toml", track.finding),
            action: format!("{folder}/a-1/actions/{}.toml", track.action),
        }
    }
}

/// Something that nobody may do.
struct Breach {
    name: &'static str,
    /// The kind that must be told.
    kind: &'static str,
    /// How far a finding must be, and how far it may be.
    steps: std::ops::RangeInclusive<usize>,
    plant: fn(&Desk, &Place),
}

/// The breaches after which honest people can go on with other findings.
const BREACHES: &[Breach] = &[
    Breach {
        name: "states are skipped",
        kind: "state-skipped",
        steps: 1..=1,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                moved(text, "issued", "closed", "Ada", &now())
            });
        },
    },
    Breach {
        name: "an entry is dropped",
        kind: "history-changed",
        steps: 1..=1,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                without_last(text, "issued", "draft")
            });
        },
    },
    Breach {
        name: "the last entry is dropped, late",
        kind: "history-changed",
        steps: LAST_STEP..=LAST_STEP,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                without_last(text, "closed", "verified")
            });
        },
    },
    Breach {
        name: "an entry is pasted again",
        kind: "state-skipped",
        steps: 1..=LAST_STEP,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                let second = text.split("\n[[history]]\n").nth(2).unwrap();
                let state = line(text, "state = ").to_owned();
                let text = text.replace(&state, "state = \"issued\"");
                format!(
                    "{}\n\n[[history]]\n{}\n",
                    text.trim_end(),
                    second.trim_end()
                )
            });
        },
    },
    Breach {
        name: "a person is swapped",
        kind: "history-changed",
        steps: 2..=LAST_STEP,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                swap(
                    text,
                    "by = \"Ben <ben@example.org>\"",
                    "by = \"Eve <eve@example.org>\"",
                )
            });
        },
    },
    Breach {
        name: "somebody signs in the name of another",
        kind: "foreign-entry",
        steps: 1..=1,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                moved(text, "issued", "acknowledged", "Ben", &now())
            });
        },
    },
    Breach {
        name: "the owner accepts the own plan",
        kind: "wrong-person",
        steps: 4..=4,
        plant: |desk, place| {
            edit(desk, "Ben", &place.action, |text| {
                moved(text, "proposed", "accepted", "Ben", &now())
            });
        },
    },
    Breach {
        name: "a step is of before the one that it follows",
        kind: "backdated-time",
        steps: 1..=1,
        plant: |desk, place| {
            edit(desk, "Ben", &place.finding, |text| {
                moved(text, "issued", "acknowledged", "Ben", &days_from_now(-3))
            });
        },
    },
    Breach {
        name: "what the auditee was told is another",
        kind: "edited-past-guards",
        steps: 1..=LAST_STEP,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                swap(text, "One of four is not", "All is well")
            });
        },
    },
    Breach {
        name: "what is cited is other bytes",
        kind: "citation-replaced",
        steps: 0..=LAST_STEP,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                let sum = line(text, "sha256 = ").to_owned();
                swap(text, &sum, &format!("sha256 = \"{}\"", "0".repeat(64)))
            });
        },
    },
    Breach {
        name: "the finding is deleted",
        kind: "deleted",
        steps: 0..=LAST_STEP,
        plant: |desk, place| {
            desk.git(&["rm", "-q", &place.finding]);
            desk.git(&["commit", "-q", "-m", "Tidy up"]);
        },
    },
];

/// The breaches after which a history ends.
const LAST_BREACHES: &[Breach] = &[
    Breach {
        name: "the record cannot be read",
        kind: "unreadable",
        steps: 0..=LAST_STEP,
        plant: |desk, place| {
            edit(desk, "Ada", &place.finding, |text| {
                format!("<<<<<<< main\n{text}")
            });
        },
    },
    Breach {
        name: "all is made one commit, in which the owner has verified",
        kind: "wrong-person",
        steps: 8..=LAST_STEP,
        plant: |desk, place| {
            for path in [&place.finding, &place.action] {
                let text = desk.read(path);
                desk.write(
                    path,
                    &text.replace("Cy <cy@example.org>", "Ben <ben@example.org>"),
                );
            }
            let base = desk.git(&["log", "--format=%H", "--grep", "House rules"]);
            desk.git(&["reset", "-q", "--soft", base.trim()]);
            desk.git(&["add", "-A"]);
            desk.git(&["commit", "-q", "-m", "Import"]);
        },
    },
];

/// Returns the first line that begins with a text.
fn line<'t>(text: &'t str, start: &str) -> &'t str {
    text.lines().find(|line| line.starts_with(start)).unwrap()
}

/// Cuts the last history entry off, and sets the state back.
fn without_last(text: &str, state: &str, back: &str) -> String {
    let at = text.rfind("[[history]]").unwrap();
    swap(
        &text[..at],
        &format!("state = \"{state}\""),
        &format!("state = \"{back}\""),
    )
}

/// Demands that a breach is told of a finding, or of what is done about it.
fn assert_told(desk: &Desk, breach: &Breach, track: &Track, done: &str) {
    let run = desk.run(&["verify", "--json"]);
    let said = format!("\"{}\": {run:#?}\n{done}", breach.name);
    assert_eq!(run.status, 1, "{said}");
    let told = run.json();
    let mut all = told["irregularities"].as_array().unwrap().iter();
    let is_it = |one: &serde_json::Value| {
        let record = one["record"].as_str().unwrap_or_default();
        one["kind"] == breach.kind
            && one["counts"] == true
            && [&track.finding, &track.action]
                .iter()
                .any(|id| !id.is_empty() && record.contains(id.as_str()))
    };
    assert!(all.any(is_it), "no {} in {said}", breach.kind);
}

impl History {
    /// Tells every breach that the history as it stands can be given, each on a copy of it.
    pub(super) fn try_breaches(&self) -> usize {
        let done = self.done.join("\n");
        let mut tried = 0;
        for breach in BREACHES.iter().chain(LAST_BREACHES) {
            let fits = |track: &&Track| breach.steps.contains(&track.step);
            let Some(track) = self.tracks.iter().find(fits) else {
                continue;
            };
            let desk = self.desk.copied();
            (breach.plant)(&desk, &Place::of(&self.folder, track));
            assert_told(&desk, breach, track, &done);
            tried += 1;
        }
        tried
    }

    /// Plants a breach, and lets nobody touch that finding again; none where no finding is so far.
    fn plant(&mut self, dice: &mut Dice) -> Option<(&'static Breach, Track)> {
        self.commit();
        let first = dice.roll(BREACHES.len());
        let mut breaches = BREACHES.iter().cycle().skip(first).take(BREACHES.len());
        let (breach, at) = breaches.find_map(|breach| {
            let fits = |track: &Track| breach.steps.contains(&track.step);
            Some((breach, self.tracks.iter().position(fits)?))
        })?;
        let track = self.tracks.remove(at);
        (breach.plant)(&self.desk, &Place::of(&self.folder, &track));
        self.say(format!("BREACH of {}: {}", track.finding, breach.name));
        Some((breach, track))
    }
}

#[test]
fn a_breach_in_the_midst_of_honest_work_is_told() {
    let first = number("TICKMARK_SEED").unwrap_or(1);
    let histories = number("TICKMARK_HONEST").unwrap_or(FEW);
    let mut planted = 0;
    for seed in first..first + histories {
        let mut history = History::begin(seed);
        let mut dice = Dice(seed ^ 0x5eed);
        let from = 4 + dice.roll(super::DEEDS / 2);
        let mut told = None;
        for deed in 0..super::DEEDS {
            if told.is_none() && deed >= from {
                told = history.plant(&mut dice);
            }
            history.deed();
        }
        history.commit();
        let Some((breach, track)) = told.or_else(|| history.plant(&mut dice)) else {
            continue;
        };
        planted += 1;
        assert_told(&history.desk, breach, &track, &history.done.join("\n"));
    }
    assert!(planted * 2 >= histories, "{planted} of {histories}");
}

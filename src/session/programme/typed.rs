//! What a programme says, as people type it: one a line, and read back.

use crate::domain::programme::{Frequency, ProgrammeRisk, Responsibility, Subject};

/// Writes how often something is audited as it is typed: `iso-42001:A.6=2:high risk`.
pub fn frequency_text(frequency: &Frequency) -> String {
    let head = format!("{}={}", frequency.of, frequency.times);
    match frequency.why.as_str() {
        "" => head,
        why => format!("{head}:{why}"),
    }
}

/// Reads `WHAT=TIMES:WHY`, the reason may be left out; or says what is wrong.
pub fn frequency(text: &str) -> Result<Frequency, String> {
    // A reason may hold any sign; the number stands behind the first one that is followed by it.
    let numbered = |(at, _): &(usize, &str)| {
        let rest = text.get(at + 1..).unwrap_or_default().trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let (at, _) = text
        .match_indices('=')
        .find(numbered)
        .ok_or_else(|| "the number is missing: write WHAT=2:why".to_owned())?;
    let of = text.get(..at).unwrap_or_default();
    let rest = text.get(at + 1..).unwrap_or_default();
    let (times, why) = rest.split_once(':').unwrap_or((rest, ""));
    let times: u32 = times
        .trim()
        .parse()
        .ok()
        .filter(|times| (1..=99).contains(times))
        .ok_or_else(|| "it is audited 1 to 99 times".to_owned())?;
    let of: Subject = of.parse().map_err(|invalid| format!("{invalid}"))?;
    Ok(Frequency {
        of,
        times,
        why: why.trim().to_owned(),
    })
}

/// Writes who answers for what as it is typed: `Head of internal audit=the programme`.
pub fn responsibility_text(one: &Responsibility) -> String {
    format!("{}={}", one.who, one.what)
}

/// Reads `WHO=WHAT`, or says what is wrong.
pub fn responsibility(text: &str) -> Result<Responsibility, String> {
    let (who, what) = text
        .split_once('=')
        .ok_or_else(|| "it is not said for what: write WHO=WHAT".to_owned())?;
    let (who, what) = (who.trim(), what.trim());
    if who.is_empty() || what.is_empty() {
        return Err("it says who, and for what: write WHO=WHAT".to_owned());
    }
    Ok(Responsibility {
        who: who.to_owned(),
        what: what.to_owned(),
    })
}

/// Writes a risk of the programme as it is typed: `too few auditors=an expert of the group`.
pub fn risk_text(risk: &ProgrammeRisk) -> String {
    match risk.treatment.as_str() {
        "" => risk.what.clone(),
        treatment => format!("{}={treatment}", risk.what),
    }
}

/// Reads `WHAT=TREATMENT`; the treatment may be left out.
pub fn risk(text: &str) -> ProgrammeRisk {
    let (what, treatment) = text.split_once('=').unwrap_or((text, ""));
    ProgrammeRisk {
        what: what.trim().to_owned(),
        treatment: treatment.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_reads_back() {
        for text in [
            "iso-42001:A.6=2:high risk: two=three",
            "process: supply=3",
            "ai-system: chat=1:low",
        ] {
            assert_eq!(frequency_text(&frequency(text).unwrap()), text);
        }
        for text in ["iso-42001:A.6", "A.6=2", "iso-42001:A.6=0", "=2"] {
            assert!(frequency(text).is_err(), "{text}");
        }
        let one = responsibility("Head = the programme").unwrap();
        assert_eq!(responsibility_text(&one), "Head=the programme");
        assert!(responsibility("Head").is_err());
        assert_eq!(
            risk_text(&risk("few people = a freelancer")),
            "few people=a freelancer"
        );
    }
}

"""Whom a paragraph tells of: openings, what goes on with a case, what tells of nobody, what is unclear.

The individuals are invented. Wordings of the second half of each list were written after the rules and
read once before any rule followed from them.
"""

# ruff: noqa: E501 - what the reports tell
from __future__ import annotations

import pytest
from narrative_openings import AGAIN, KNOWN, STORIES, TOGETHER, TWO_IN_ONE, UNCLEAR, VICTIM

from detainer_cli.parse.narrative.mentions import second_person
from detainer_cli.parse.narrative.whom import Whom, apposed_within, whom_first, whom_next

OPENINGS = (
    *STORIES,
    "Police in Aurora took custody of Carlos Doe, a 38-year-old from Nicaragua, on April 14, 2018, after a stabbing. A detainer followed on April 15, 2018. The Arapahoe County Sheriff’s Office let him go on April 18, 2018. He has not been found.",
    "The second of May 2018 saw the arrest of a Ghanaian national, 45, by the Newark Police Division for fraud. Essex County Correctional Facility was sent a detainer on May 3, 2018. He left on May 5, 2018.",
    "Arrested for burglary in Salem on June 3, 2018: a Cuban national, male, aged 22. The county received a detainer on June 4, 2018, and released him on June 5, 2018.",
    "ICE lodged a detainer on April 20, 2018, with the Polk County Jail against a citizen of Mexico who had been arrested on April 19, 2018, for domestic assault. The jail released the man on April 23, 2018.",
    "At age 19, a native of Somalia was booked into the Dakota County Jail on May 8, 2018, for robbery. The detainer of that day was not honored; he was released on May 10, 2018.",
    "A Brazilian woman in her thirties was arrested in Framingham on April 11, 2018 (shoplifting). Detainer lodged April 12, 2018. She was released on April 13, 2018.",
    "In the early hours of June 17, 2018, a driver from Ecuador, 28, was stopped and arrested by the Suffolk County Police Department for driving while intoxicated. An immigration detainer was issued on June 18, 2018. The court released him on June 18, 2018.",
    "Twice removed before, a 50-year-old Salvadoran was charged on May 25, 2018 with indecent exposure by Gaithersburg police. The detainer placed on May 26, 2018 was not complied with and he was freed on May 29, 2018.",
    "Denver police arrested a Guatemalan father of two on April 8, 2018, for child abuse. His detainer, sent to the Denver County Jail that night, was not acted on, and he was freed on April 10, 2018.",
    "José D. is a 41-year-old citizen of Ecuador. Yonkers officers took him in on April 22, 2018, for menacing. ICE’s detainer was declined on April 24, 2018.",
    "On May 14, 2018 the Clark County Detention Center booked an illegally present Filipino for burglary. A detainer was lodged on May 15, 2018. He was let out on May 20, 2018.",
    "A 24-year-old was taken to the King County Jail on June 1, 2018, following a robbery; records give Eritrea as the country of citizenship. The detainer of June 2, 2018 was ignored when the jail released him on June 4, 2018.",
    "Nationality: Haiti. Age at arrest: 33. Arrested in Brockton on April 27, 2018 for drug trafficking. Detainer: April 28, 2018. Released: May 1, 2018.",
    "An unnamed Jamaican national came to the attention of ICE on May 30, 2018 when he was arrested in Hartford for assault. The detainer was refused the next day and he walked out.",
    "A woman, 52, a citizen of Poland, was booked into the DuPage County Jail on June 6, 2018 for retail theft. Her detainer was lodged June 7, 2018 and declined June 8, 2018.",
    "Police in Salem picked up a juvenile, a 17-year-old from Honduras, on April 30, 2018, for robbery. He was released on May 2, 2018 with the detainer still in place.",
    "Two weeks after his last release, a citizen of Vietnam, 37, was again arrested in Portland on June 14, 2018, for arson. The county released him on June 16, 2018 although a detainer stood.",
    "Felix Doe (34, Dominican Republic) was charged with fentanyl distribution in Lawrence on May 9, 2018. The detainer was lodged on May 10, 2018 and he was released on May 11, 2018.",
    "Austin officers encountered a previously deported Mexican national on May 3, 2018, and arrested him for public intoxication. The Travis County Jail received a detainer on May 4, 2018. He was discharged on May 6, 2018.",
    "The arrest of a 36-year-old Ecuadorian for rape was made in Ossining on April 6, 2018. ICE lodged its detainer with the Westchester County Jail on April 7, 2018. He was released on bond on April 9, 2018.",
    "Thirty-three years old and a citizen of Iraq, the man was arrested by Dearborn police on May 1, 2018 for fraud. A detainer was lodged and, on May 4, 2018, declined.",
    "On June 11, 2018, Minneapolis police responded to a shooting and arrested Abdi Doe, 27, a Somali citizen. A detainer lodged on June 12, 2018 with the Hennepin County Jail was not honored: he was released on June 13, 2018.",
    "Subject is a Honduran male, DOB 1984. Arrested May 9, 2018 by Raleigh PD for larceny. Detainer lodged May 10, 2018; released May 11, 2018.",
    "For the third time in a year, a Guatemalan citizen was booked into the Marion County Jail on June 2, 2018. Charges: burglary. The detainer filed that day was declined on June 5, 2018.",
    "A lawful permanent resident from Jamaica, 58, was arrested by the Hartford Police Department on April 16, 2018, for possession with intent to sell. Detainer lodged April 17, 2018. Released April 18, 2018.",
    "The man, a 51-year-old citizen of China, was arrested on May 3, 2018 in Elko. A detainer was declined on May 4, 2018.",
    "On April 3, 2018, the subject, a 52-year-old citizen of Guatemala, was arrested by the Elko Police Department. He was released on April 6, 2018.",
    "Officers in Elko arrested the suspect, a Peruvian national, on May 3, 2018.",
    "On May 3, 2018, the Elko Police Department arrested the subject (citizen of Laos, female, 53) in connection with retail theft.",
    "The individual (citizen of Cuba, male, 22) was arrested by the Elko Police Department on April 3, 2018.",
    "The subject is a Mexican citizen, a man of 41. On April 3, 2018, the subject was arrested in Elko.",
    "Convicted in 2012 of assault, a Dominican citizen was arrested again in Lawrence on May 22, 2018. ICE lodged a detainer on May 23, 2018; he was released the next day.",
)

GOES_ON = (
    *AGAIN,
    "Following that release, he was taken into custody again on May 3, 2018, in Carson City, on a charge of larceny.",
    "The detainer was declined on April 5, 2018, and the subject’s whereabouts are unknown.",
    "On May 3, 2018, Carson City deputies arrested the man again.",
    "ICE had issued a detainer on April 3, 2018. The jail did not acknowledge it.",
    "Six weeks later, on May 19, 2018, the same man was booked into the Carson City Jail for burglary.",
    "His criminal record shows convictions for theft (2014) and burglary (2016).",
    "ERO officers located and arrested him on June 2, 2018. He remains in ICE custody pending removal.",
    "Bail was posted on April 5, 2018.",
    "This individual was removed from the United States in 2012 and again in 2015.",
    "No notice was given to ICE before the release on April 5, 2018.",
    "The offender was again arrested on June 9, 2018. Two detainers have now been declined in this case.",
    "He had been arrested with two other men, who were also released.",
    "The victim, a 44-year-old man, was treated at a hospital. The Honduran national was convicted on June 20, 2018.",
    "While the detainer was in place, the jail released the inmate on April 5, 2018.",
    "Removal proceedings against him are pending. On June 1, 2018, an immigration judge ordered him removed.",
    "As of July 15, 2018, he remained at large.",
    "In ICE custody since June 2, 2018.",
    "Upon learning of the release, ICE officers went to the last known address on April 7, 2018, and did not find him.",
    "After his second release, on April 20, 2018, ICE lost track of him.",
    "The jail’s records say that the release took place at 2 a.m. on April 6, 2018.",
    "Then, on June 7, 2018, Reno officers took the same individual into custody for stealing a bicycle.",
    "A fingerprint check on April 3, 2018 led to the detainer.",
    "The Reno Justice Court set bail at $5,000 on April 4, 2018.",
    "ICE arrested the Honduran on June 11, 2018 at a bus stop.",
    "Further arrests followed on May 2 and May 30, 2018; each time a detainer was lodged and each time it was declined.",
    "The 23-year-old is wanted on a warrant issued June 30, 2018.",
    "As the detainer was not honored, officers of ERO arrested him at large on May 12, 2018, with the help of four deputies.",
    "The case is pending.",
    "ICE’s request was passed over: he walked out of the jail on April 5, 2018.",
    "A month later, on May 4, 2018, Sparks police arrested him once more. Detainer number two was declined as well.",
    "Since then the subject has been arrested by the Reno Police Department (May 9, 2018) and the Sparks Police Department (June 4, 2018).",
    "Both detainers were declined.",
    "Neither detainer was honored, and he was released on both occasions.",
    "ERO Salt Lake City is looking for this individual.",
    "An ICE spokesperson said that he is a danger to the public.",
    "The release was made at 3 a.m. on April 5, 2018, without a call to ICE.",
)

NOBODY = (
    "Of the detainers issued in the quarter, 1,204 were declined. The share was 12 percent in Nevada.",
    "Nevada law (NRS 211) governs releases. A person who was arrested may be held for 48 hours.",
    "In May 2018 the county adopted an ordinance under which detainers are honored only with a warrant signed by a judge.",
    "When a detainer is not honored, officers must go to the community to make the arrest, which takes more time.",
    "This section lists individuals who were released between April 1 and June 30, 2018.",
    "The report was prepared by field offices and was last revised on July 10, 2018.",
    "ICE arrested 40,000 noncitizens in the quarter, of whom 1,200 had been released despite a detainer.",
    "“We hold people only on a judge’s order,” a spokesperson for the county said.",
    "For further information, call 775-555-0100.",
    "Between 2014 and 2018, the jail released 31 inmates with detainers.",
    "The county sheriff, elected in November 2014, ended cooperation with ICE on January 1, 2018.",
    "For each case the date of the arrest, the detainer and the release is given.",
    "Persons released are not always found: of 31 released in May 2018, 12 were arrested again within 60 days.",
    "The names of individuals are withheld under the Privacy Act of 1974.",
    "In the prior quarter a county jail released 12 inmates on one day.",
    "ICE officers made 120 arrests at large in the quarter that a transfer in a jail would have spared.",
    "Detainers are issued on Form I-247A. The form asks that the person be held for 48 hours.",
    "ICE declined to name the individuals.",
    "The numbers of this section were drawn from records on July 2, 2018.",
    "Had the detainers been honored, ICE would have taken 1,204 persons into custody in jails.",
)

UNPLAIN = (
    *UNCLEAR.values(),
    "Pedro Doe was booked into the jail on May 3, 2018 and released on May 4, 2018.",
    "On May 3, 2018 deputies arrested three men in Elko; all were released on May 5, 2018 despite detainers.",
    "A Mexican couple was arrested on May 3, 2018 in Elko and released on May 4, 2018.",
    "On May 3, 2018, an arrest in Elko led to a detainer, and a release followed on May 4, 2018.",
    "His cousin was arrested on May 3, 2018, in Elko, and released on May 6, 2018.",
    "Juan Doe and Pedro Doe were arrested on May 3, 2018 in Elko; both were released on May 4, 2018.",
    "The co-defendant was arrested on May 3, 2018 and released on May 6, 2018.",
    "Officers in Elko arrested the brothers on May 3, 2018.",
    "On May 3, 2018, Elko deputies booked somebody for theft, who was released on May 5, 2018.",
)


def behind(text: str) -> Whom:
    return whom_next(text, KNOWN, is_part=False, is_like=False)


@pytest.mark.parametrize("text", OPENINGS)
def test_an_opening_is_a_case_of_its_own(text: str) -> None:
    assert behind(text) is Whom.NEW
    assert whom_first(text, is_placed=True, is_behind=True) is Whom.NEW
    assert second_person(text) == ""


@pytest.mark.parametrize("text", GOES_ON)
def test_what_goes_on_belongs_to_the_case_above(text: str) -> None:
    assert behind(text) is Whom.KNOWN


@pytest.mark.parametrize("text", NOBODY)
def test_what_tells_of_nobody_is_no_case_and_in_none(text: str) -> None:
    assert behind(text) is Whom.NOBODY
    assert whom_first(text, is_placed=True, is_behind=False) in (Whom.NOBODY, Whom.NOT_PLAIN)


@pytest.mark.parametrize("text", UNPLAIN)
def test_what_may_tell_of_another_person_is_unclear(text: str) -> None:
    assert behind(text) is Whom.UNCLEAR


def test_who_is_like_the_one_above_and_introduced_again_is_unclear() -> None:
    """A case may begin with `the subject, a citizen of …` below one of the same citizenship."""
    one = "The subject, a {} citizen of Peru, was {} on May {}, 2018 in Elko."
    known = one.format("31-year-old", "arrested", 3)

    def whom(text: str) -> Whom:
        return whom_next(text, known, is_part=False, is_like=False)

    assert whom(one.format("31-year-old", "arrested", 9)) is Whom.UNCLEAR
    assert whom(one.format("33-year-old", "arrested", 9)) is Whom.NEW
    assert whom(one.format("31-year-old", "arrested again", 9)) is Whom.KNOWN
    assert whom(one.format("31-year-old", "arrested by ICE", 9)) is Whom.KNOWN
    assert whom(one.format("31-year-old", "released", 9)) is Whom.KNOWN
    assert apposed_within(f"{known} {one.format('22-year-old', 'arrested', 9)}")
    assert not apposed_within(f"{known} {one.format('31-year-old', 'released', 9)}")


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Two more arrests by the Elko Police Department followed in 2018.", Whom.KNOWN),
        ("A new arrest by the Elko Police Department came on May 9, 2018.", Whom.KNOWN),
        ("ICE lodged a detainer on May 4, 2018.", Whom.KNOWN),
        ("Elko police booked a man from Reno on May 9, 2018.", Whom.NEW),
        ("On May 9, 2018, Elko deputies booked somebody for theft.", Whom.UNCLEAR),
        ("Two more were arrested on May 9, 2018 in Elko.", Whom.UNCLEAR),
        ("Another was arrested on May 9, 2018 in Elko.", Whom.NEW),
    ],
)
def test_an_item_that_introduces_nobody(text: str, whom: Whom) -> None:
    """It goes on with the item above, which introduces a person, or nobody knows of whom it tells."""
    assert whom_next(text, KNOWN, is_part=True, is_like=True) is whom


def test_two_persons_in_a_paragraph() -> None:
    assert second_person(TWO_IN_ONE).startswith("A 27-year-old Guatemalan man")
    assert second_person(TOGETHER).startswith(TOGETHER.split(" Detainers")[0])
    assert second_person(VICTIM) == ""
    assert second_person(f"{KNOWN} On May 4, 2018, another man was arrested in Reno.")

"""What the options of the answering commands take; apart from what they mean, to load fast."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """What `--by` takes."""

    CRIME = "crime"
    CATEGORY = "category"
    CITIZENSHIP = "citizenship"
    REGION = "region"
    STATE = "state"
    COUNTY = "county"
    FACILITY = "facility"
    WEEK = "week"


class CountyBasis(StrEnum):
    """What `top-counties --basis` takes."""

    ISSUED = "issued"
    DECLINED = "declined"

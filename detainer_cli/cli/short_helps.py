"""What the list of commands says of each of them. Made by `make docs`."""

# ruff: noqa: E501
# fmt: off
SHORT_HELPS: dict[str, tuple[str, str]] = {
    "reports": (
        "Answers",
        "What is loaded: weeks, revisions, counts, sources.",
    ),
    "top-counties": (
        "Answers",
        "Counties by detainers, issued or declined.",
    ),
    "split": (
        "Answers",
        "Convicted against charged.",
    ),
    "breakdown": (
        "Answers",
        "Declined detainers and their shares, largest group first.",
    ),
    "coverage": (
        "Answers",
        "Declined in jurisdictions with and without a listed policy.",
    ),
    "rows": (
        "Answers",
        "The individuals' rows that an answer counts, each with a reference that lasts.",
    ),
    "policies": (
        "Answers",
        "Section III: jurisdictions with a policy, from the newest week asked.",
    ),
    "trend": (
        "Answers",
        "A row a week: issued, declined, convicted, charged; gaps stay visible.",
    ),
    "lag": (
        "Answers",
        "Days from issued to declined: quartiles, and the share over a year.",
    ),
    "cases": (
        "Answers",
        "Cases of the narrative reports: arrests, detainers, outcome.",
    ),
    "compare": (
        "Answers",
        "What changed from one week to another.",
    ),
    "export": (
        "Answers",
        "Every public view as CSV, JSON and Parquet, with a data dictionary and the caveats.",
    ),
    "publish": (
        "Answers",
        "A static site of all that is loaded: open DIR/index.html, or copy DIR to a web server.",
    ),
    "explain": (
        "Names and codes",
        "Show how a text would be normalized, by which rule, or why it is not.",
    ),
    "renormalize": (
        "Names and codes",
        "Apply today's reference data and your decisions to what is loaded, without the PDFs.",
    ),
    "review": (
        "Names and codes",
        "List the values that are unresolved, with candidates and how many rows they stand in.",
    ),
    "ingest": (
        "Loading",
        "Load report PDFs into the database.",
    ),
    "reparse": (
        "Loading",
        "Read the kept PDFs again with today's program, and bring what is loaded up to date.",
    ),
    "fetch": (
        "Loading",
        "Download report PDFs, or every PDF that a page links to.",
    ),
    "show": (
        "Evidence",
        "Show a row of a report with all that it rests on: raw text, value, rule, page and box.",
    ),
    "diff": (
        "Evidence",
        "What a re-issue of a week's report changed: rows added, removed and changed, cell by cell.",
    ),
    "errata": (
        "Evidence",
        "Corrections known for the loaded reports: the rows they touch, figures before and after.",
    ),
    "cite": (
        "Evidence",
        "Cite a report, a row or an answer, as text, BibTeX or CSL-JSON.",
    ),
    "dossier": (
        "Evidence",
        "All that the reports say of a county on one page, with references, pictures, corrections.",
    ),
    "brief": (
        "Answers",
        "The week on a page to mail or paste: totals, changes, policies, corrections, with references.",
    ),
    "browse": (
        "Answers",
        "The database in a browser: views column by column, questions with their SQL, rows' pictures.",
    ),
    "status": (
        "Watching",
        "Tell whether the newest loaded week is fresh: for monitoring.",
    ),
    "check": (
        "Watching",
        "Run every check again on what is loaded, and compare it with published totals.",
    ),
    "backup": (
        "Watching",
        "Write a consistent, checked copy of the database, also while another process loads.",
    ),
}

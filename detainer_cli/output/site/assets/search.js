// Looks for the words of a query in the names of `detainersIndex`; works from the disk, asks nobody.
"use strict";
(function () {
  const MOST = 50;
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const known = window.detainersIndex.map((entry) => ({ entry, key: fold(entry[1]) }));
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const results = document.getElementById("results");

  function matches(words) {
    const starts = (key) => words.some((word) => key.startsWith(word));
    return known
      .filter(({ key }) => words.every((word) => key.includes(word)))
      .sort((a, b) => starts(b.key) - starts(a.key) || (b.entry[3] || 0) - (a.entry[3] || 0));
  }

  function item([kind, name, address, count]) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = "../" + address;
    link.textContent = name;
    const told = count === null ? "" : ": " + count + " declined";
    line.append(link, " (" + kind.toLowerCase() + told + ")");
    return line;
  }

  function show() {
    const words = fold(query.value).split(/[\s,]+/).filter(Boolean);
    const all = words.length ? matches(words) : [];
    results.replaceChildren(...all.slice(0, MOST).map(({ entry }) => item(entry)));
    const more = all.length > MOST ? ", of which " + MOST + " are shown" : "";
    found.textContent = words.length ? all.length + " found" + more : "";
  }

  document.getElementById("search").hidden = false;
  query.addEventListener("input", show);
  show();
})();

"use strict";
// The table of samples: sorted, filtered and paged from the data in the page. Every value is set as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const collator = new Intl.Collator("en", { numeric: true });
  const text = (index) => (index < 0 ? "" : data.texts[index]);
  const words = (word) => word.replaceAll("_", " ");

  const REPORTED = new Set(["diagnostic", "candidate", "carrier"]);
  const samples = data.rows.map((row, line) => {
    const [name, conclusion, declared, inferred, build, calls, top, exons, flat, told, error, mend, named] = row;
    const hits = [];
    for (let i = 0; i < flat.length; i += 3) {
      hits.push({ gene: data.genes[flat[i]], tier: data.tiers[flat[i + 1]], number: flat[i + 2] });
    }
    const warnings = [];
    for (let i = 0; i < told.length; i += 2) warnings.push({ kind: data.kinds[told[i]], text: text(told[i + 1]) });
    const count = (tier) => hits.reduce((sum, hit) => sum + (hit.tier === tier ? hit.number : 0), 0);
    return {
      line, name, conclusion: data.conclusions[conclusion], rank: conclusion,
      declared: data.sexes[declared], inferred: data.sexes[inferred], build: build < 0 ? "" : data.builds[build],
      calls, top: text(top), exons, hits, warnings, error: text(error), mend: text(mend),
      names: named.map((index) => data.names[index]), count,
      clash: declared !== inferred && data.sexes[declared] !== "unknown" && data.sexes[inferred] !== "unknown",
      haystack: null,
    };
  });

  const make = (tag, className, content) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (content !== undefined) made.textContent = content;
    return made;
  };
  const isolated = (content) => make("bdi", "", content);
  // A long text is folded, so that no row is higher than the screen.
  const folding = (content) => {
    if (content.length <= 300) return isolated(content);
    const details = make("details");
    const summary = make("summary");
    summary.append(isolated(`${content.slice(0, 100)}…`));
    details.append(summary, isolated(content));
    return details;
  };
  const failed = (sample) => sample.conclusion === "failed";
  const file = (sample) => {
    const name = encodeURIComponent(sample.name);
    return `../samples/${name}/${name}.${failed(sample) ? "error.txt" : "report.html"}`;
  };
  const seen = (sample) => {
    if (sample.inferred === sample.declared || failed(sample)) return "";
    return sample.inferred === "unknown" ? "calls don’t say" : `calls: ${sample.inferred}`;
  };

  const COLUMNS = [
    { label: "Sample", key: (s) => s.name, fill: (s, cell) => {
      const link = make("a");
      link.href = file(s);
      link.append(isolated(s.name));
      cell.append(link);
    } },
    { label: "Conclusion", key: (s) => s.rank, fill: (s, cell) => {
      cell.append(make("span", `chip small ${s.conclusion}`, words(s.conclusion)));
    } },
    { label: "First finding, or what failed", brief: "Finding", key: (s) => s.top || s.error, fill: (s, cell) => {
      cell.className = s.top || s.error ? "long" : "long blank";
      if (failed(s)) {
        cell.append(folding(s.error));
        if (s.mend) {
          const mend = make("span", "mend", "To mend: ");
          mend.append(folding(s.mend));
          cell.append(mend);
        }
        return;
      }
      cell.append(folding(s.top));
      const others = searched(s);
      if (others.length) {
        const also = make("span", "also", "the search also fits ");
        also.append(folding(others.join("; ")));
        cell.className = "long";
        cell.append(also);
      }
    } },
    { label: "Variants by tier", key: (s) => [...REPORTED].reduce((sum, tier) => sum * 1e4 + s.count(tier), 0), fill: (s, cell) => {
      const counts = [...REPORTED].filter(s.count).map((tier) => `${s.count(tier)} ${tier}`);
      cell.className = counts.length ? "tiers" : "tiers blank";
      cell.textContent = counts.join(", ");
    } },
    { label: "Calls", key: (s) => s.calls, fill: (s, cell) => {
      cell.className = failed(s) ? "n blank" : "n";
      cell.textContent = failed(s) ? "" : s.calls;
    } },
    { label: "Sex", key: (s) => `${s.declared} ${s.inferred}`, fill: (s, cell) => {
      if (s.clash) cell.className = "clash";
      cell.append(s.declared);
      if (seen(s)) cell.append(" ", make("small", "", seen(s)));
    } },
    { label: "Build", key: (s) => s.build, fill: (s, cell) => {
      if (!s.build) cell.className = "blank";
      cell.textContent = s.build;
    } },
    { label: "Exons not assessed", key: (s) => (s.exons === null ? -1 : s.exons), fill: (s, cell) => {
      cell.className = "n";
      cell.textContent = s.exons === null ? (failed(s) ? "" : "not known") : s.exons;
      if (!cell.textContent) cell.className = "n blank";
    } },
    { label: "Warnings", key: (s) => s.warnings.length, fill: (s, cell) => {
      if (!s.warnings.length) {
        cell.className = "blank";
        return;
      }
      const kinds = [...new Set(s.warnings.map((warning) => warning.kind))].join(", ");
      const details = make("details");
      details.append(make("summary", "", `${s.warnings.length}: ${kinds}`));
      const list = make("ul");
      for (const warning of s.warnings) {
        const item = make("li");
        item.append(folding(warning.text));
        list.append(item);
      }
      details.append(list);
      cell.append(details);
    } },
  ];

  const state = { search: "", conclusion: "", gene: "", tier: "", warning: "", column: -1, down: false, page: 0, size: 50 };
  let shown = samples;
  let searching = [];

  // "p.Arg24Trp" finds "p.(Arg24Trp)".
  const plain = (content) => content.toLowerCase().replaceAll(/[()]/g, "");
  const haystack = (s) => {
    const own = [s.name, words(s.conclusion), s.top, s.error, s.mend];
    s.haystack ??= plain([...own, ...s.names, ...s.warnings.map((w) => w.text)].join("\n"));
    return s.haystack;
  };
  const parts = () => plain(state.search).split(/\s+/).filter(Boolean);
  // The variants that the row does not show and that have all that is searched and is in no other text of it.
  const searched = (s) => {
    const rest = plain([s.name, words(s.conclusion), s.top, ...s.warnings.map((w) => w.text)].join("\n"));
    const missing = parts().filter((part) => !rest.includes(part));
    return missing.length ? s.names.filter((name) => missing.every((part) => plain(name).includes(part))) : [];
  };
  const found = (s) => {
    if (state.conclusion && s.conclusion !== state.conclusion) return false;
    if (state.gene || state.tier) {
      const fits = (hit) => (!state.gene || hit.gene === state.gene) && (state.tier ? hit.tier === state.tier : REPORTED.has(hit.tier));
      if (!s.hits.some(fits)) return false;
    }
    if (state.warning === "any" && !s.warnings.length) return false;
    if (state.warning === "none" && s.warnings.length) return false;
    if (state.warning.startsWith("kind ") && !s.warnings.some((w) => `kind ${w.kind}` === state.warning)) return false;
    return searching.every((part) => haystack(s).includes(part));
  };
  const compare = (one, other) => {
    if (state.column < 0) return one.line - other.line;
    const key = COLUMNS[state.column].key;
    const [a, b] = [key(one), key(other)];
    if (a === "" || b === "") return (a === "") - (b === "") || one.line - other.line;
    const order = typeof a === "string" ? collator.compare(a, b) : a - b;
    return (state.down ? -order : order) || one.line - other.line;
  };

  const head = at("table").tHead.rows[0];
  const body = at("table").tBodies[0];
  const row = (sample) => {
    const made = make("tr");
    COLUMNS.forEach((column, place) => {
      const cell = make(place ? "td" : "th");
      if (!place) cell.scope = "row";
      column.fill(sample, cell);
      if (place > 1) cell.dataset.label = column.brief || column.label;
      made.append(cell);
    });
    return made;
  };
  const fill = (list) => {
    const rows = list.map(row);
    if (!rows.length) {
      const empty = make("td", "empty", "No sample fits. Reset the filters to see all.");
      empty.colSpan = COLUMNS.length;
      rows.push(make("tr"));
      rows[0].append(empty);
    }
    body.replaceChildren(...rows);
  };
  const pages = () => Math.max(1, Math.ceil(shown.length / state.size));
  const draw = () => {
    state.page = Math.min(state.page, pages() - 1);
    const start = state.page * state.size;
    const part = shown.slice(start, start + state.size);
    fill(part);
    const all = shown.length === samples.length ? "" : ` of ${samples.length.toLocaleString("en")} in the run`;
    at("status").textContent = part.length
      ? `${(start + 1).toLocaleString("en")} to ${(start + part.length).toLocaleString("en")} of ${shown.length.toLocaleString("en")} samples${all && ` (${all.trim()})`}`
      : `No sample fits${all && ` (${all.trim()})`}`;
    at("page").textContent = `Page ${state.page + 1} of ${pages()}`;
    at("first").disabled = at("back").disabled = state.page === 0;
    at("next").disabled = at("last").disabled = state.page >= pages() - 1;
  };
  const update = () => {
    searching = parts();
    shown = samples.filter(found).sort(compare);
    state.page = 0;
    for (const id of ["conclusion", "gene", "tier", "warning"]) at(id).value = state[id];
    for (const tile of document.querySelectorAll(".tile")) {
      tile.setAttribute("aria-pressed", String(tile.dataset.conclusion === state.conclusion));
    }
    [...head.cells].forEach((cell, place) => {
      const sorted = place === state.column ? (state.down ? "descending" : "ascending") : "none";
      cell.setAttribute("aria-sort", sorted);
    });
    at("sort").value = state.column < 0 ? "" : `${state.column} ${state.down ? "down" : "up"}`;
    draw();
  };

  const option = (select, value, label) => {
    const made = make("option", "", label);
    made.value = value;
    select.append(made);
  };
  const counted = (label, number) => `${label} (${number.toLocaleString("en")})`;
  const having = (test) => samples.filter(test).length;
  for (const word of data.conclusions) option(at("conclusion"), word, counted(words(word), having((s) => s.conclusion === word)));
  for (const gene of data.genes) {
    option(at("gene"), gene, counted(gene, having((s) => s.hits.some((hit) => hit.gene === gene && REPORTED.has(hit.tier)))));
  }
  for (const tier of data.tiers) option(at("tier"), tier, counted(tier, having((s) => s.hits.some((hit) => hit.tier === tier))));
  option(at("warning"), "any", counted("any", having((s) => s.warnings.length)));
  option(at("warning"), "none", counted("none", having((s) => !s.warnings.length)));
  for (const kind of data.kinds) {
    const number = having((s) => s.warnings.some((w) => w.kind === kind));
    if (number) option(at("warning"), `kind ${kind}`, counted(kind, number));
  }
  option(at("sort"), "", "order of the sheet");
  COLUMNS.forEach((column, place) => {
    const cell = make("th");
    cell.scope = "col";
    cell.dataset.label = column.label;
    const button = make("button", "", column.label);
    button.type = "button";
    button.addEventListener("click", () => {
      if (state.column !== place) [state.column, state.down] = [place, false];
      else if (!state.down) state.down = true;
      else [state.column, state.down] = [-1, false];
      update();
    });
    cell.append(button);
    head.append(cell);
    option(at("sort"), `${place} up`, `${column.label}, rising`);
    option(at("sort"), `${place} down`, `${column.label}, falling`);
  });

  at("search").addEventListener("input", (event) => {
    state.search = event.target.value.trim().toLowerCase();
    update();
  });
  for (const id of ["conclusion", "gene", "tier", "warning"]) {
    at(id).addEventListener("change", (event) => {
      state[id] = event.target.value;
      update();
    });
  }
  at("sort").addEventListener("change", (event) => {
    const [place, way] = event.target.value.split(" ");
    [state.column, state.down] = place === "" ? [-1, false] : [Number(place), way === "down"];
    update();
  });
  at("reset").addEventListener("click", () => {
    Object.assign(state, { search: "", conclusion: "", gene: "", tier: "", warning: "", column: -1, down: false });
    at("search").value = "";
    update();
  });
  at("rows").addEventListener("change", (event) => {
    state.size = event.target.value === "all" ? Math.max(1, samples.length) : Number(event.target.value);
    state.page = 0;
    draw();
  });
  const turn = (id, page) => at(id).addEventListener("click", () => {
    state.page = page();
    draw();
  });
  turn("first", () => 0);
  turn("back", () => Math.max(0, state.page - 1));
  turn("next", () => Math.min(pages() - 1, state.page + 1));
  turn("last", () => pages() - 1);
  const show = (changed) => {
    Object.assign(state, changed);
    update();
    at("samples").scrollIntoView();
  };
  for (const tile of document.querySelectorAll(".tile")) {
    tile.addEventListener("click", () => {
      state.conclusion = state.conclusion === tile.dataset.conclusion ? "" : tile.dataset.conclusion;
      update();
    });
  }
  for (const bar of document.querySelectorAll(".bar")) {
    bar.addEventListener("click", () => show({ conclusion: "", warning: "", gene: bar.dataset.gene, tier: bar.dataset.tier }));
  }
  // On paper: every sample that the filters leave, and what is folded away on the screen.
  let folded = [];
  addEventListener("beforeprint", () => {
    fill(shown);
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
    draw();
  });

  if (data.unnamed.length) at("searched").textContent += ` In this large run, variants of tier ${data.unnamed.join(", ")} are not: look in findings.tsv.`;
  at("live").hidden = false;
  update();
})();

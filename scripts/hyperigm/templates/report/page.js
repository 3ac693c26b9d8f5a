"use strict";
(() => {
  const folds = [...document.querySelectorAll("details")];
  const setAll = (open) => folds.forEach((fold) => { fold.open = open; });

  const all = document.querySelector("#unfold");
  all.hidden = false;
  all.addEventListener("click", () => {
    const open = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(open));
    setAll(open);
  });

  let before = [];
  addEventListener("beforeprint", () => { before = folds.map((fold) => fold.open); setAll(true); });
  addEventListener("afterprint", () => folds.forEach((fold, i) => { fold.open = before[i]; }));

  const table = document.querySelector("table.calls");
  if (!table) return;
  const rows = [...table.tBodies]; // one per call: its line, and the line that unfolds
  const texts = rows.map((row) => row.textContent.toLowerCase());

  const value = (row, column) => {
    const cell = row.rows[0].cells[column];
    return cell.dataset.v ?? cell.textContent.trim();
  };
  const compare = (one, other, number) => {
    if (one === "" || other === "") return (one === "") - (other === "");
    return number ? one - other : one.localeCompare(other, "en", { numeric: true });
  };
  const heads = [...table.tHead.rows[0].cells];
  const sort = (column) => {
    const head = heads[column];
    const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    heads.forEach((other) => { if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
    const number = head.dataset.sort === "number";
    const keyed = rows.map((row, i) => [value(row, column), i, row]);
    keyed.sort((a, b) => {
      const order = compare(a[0], b[0], number);
      const missing = a[0] === "" || b[0] === "";
      return (missing ? order : way * order) || a[1] - b[1];
    });
    table.append(...keyed.map((item) => item[2]));
  };
  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(column));
  });

  const bar = document.querySelector("#filters");
  const words = bar.querySelector("input");
  const gene = bar.querySelector("select");
  const tiers = [...bar.querySelectorAll("button[data-tier]")];
  const said = bar.querySelector("output");
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = tiers.filter((button) => button.getAttribute("aria-pressed") === "true");
    const shown = rows.filter((row, i) => {
      const fits = (!on.length || on.some((button) => button.dataset.tier === row.dataset.tier))
        && (!gene.value || row.dataset.gene === gene.value)
        && wanted.every((word) => texts[i].includes(word));
      row.hidden = !fits;
      return fits;
    });
    said.textContent = `${shown.length} of ${rows.length} shown`;
  };
  bar.hidden = false;
  words.addEventListener("input", filter);
  gene.addEventListener("change", filter);
  tiers.forEach((button) => button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    filter();
  }));
  filter();
})();

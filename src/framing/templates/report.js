"use strict";
(async () => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const percent = (part) => `${Math.round(100 * part)}%`;

  // The data are JSON, compressed. Whatever is shown of them is set as text, never as markup.
  const unpack = (packed) => {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  };

  const themes = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const root = document.documentElement;
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
    const show = () => {
      $("theme").setAttribute("aria-pressed", isDark());
    };
    $("theme").addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      show();
    });
    dark.addEventListener("change", show);
    $("print").addEventListener("click", () => print());
    show();
  };

  themes();
  const data = await unpack($("data").textContent);
  const { stances, blocs, articles } = data;
  const PAGE = articles.length > 1 ? 50 : 500; // rows of the table that are shown at a time
  let next = 0;
  const rows = data.rows.map((row, index) => {
    const [article, text, stance, probabilities, speaks, speaker, cue, context, blocParts, reasons] = row;
    next = index && data.rows[index - 1][0] === article ? next + 1 : 1;
    const first = index - next + 1; // of the article, in the page
    return { index, number: next, first, article, text, stance, probabilities, speaks, speaker, cue, context, blocParts, reasons };
  });

  const stanceName = (row) => stances[row.stance][1];
  const probability = (row) => row.probabilities[row.stance] || Math.max(...row.probabilities);
  const blocNames = (row) => row.speaks.map((bloc) => blocs[bloc][1]).join(", ");
  const mark = (stance) => make("span", { className: `mark c-${stances[stance][3]}`, textContent: stances[stance][2], ariaHidden: "true" });
  const tag = (bloc) => make("span", { className: "tag", textContent: blocs[bloc][2] });

  // The table.
  const several = (place) => new Set(articles.map((article) => article[place])).size > 1;
  const groupTitle = $("filters").elements.group.parentElement.textContent.trim();
  const COLUMNS = [
    { name: "article", title: "Article", of: (row) => articles[row.article][0], show: articles.length > 1 },
    { name: "group", title: groupTitle, of: (row) => articles[row.article][1], show: several(1) },
    { name: "date", title: "Date", of: (row) => articles[row.article][2], show: several(2) },
    { name: "number", title: "No.", of: (row) => row.number, show: true, side: "n" },
    { name: "stance", title: "Stance", of: stanceName, show: true },
    { name: "probability", title: "Probability", of: probability, show: true, side: "n" },
    { name: "bloc", title: "Bloc", of: blocNames, show: blocs.length > 0 },
    { name: "speaker", title: "Speaker", of: (row) => row.speaker, show: rows.some((row) => row.speaker) },
    { name: "text", title: "Sentence", of: (row) => row.text, show: true },
  ];
  const shownColumns = COLUMNS.filter((column) => column.show);
  const filters = $("filters").elements;
  const sorting = { column: null, down: false };
  let found = [];
  let shown = PAGE;

  const options = (select, names, all) => {
    select.replaceChildren(make("option", { value: "", textContent: all }));
    names.forEach(([value, text]) => select.append(make("option", { value, textContent: text })));
    select.parentElement.hidden = names.length < 2;
  };
  const distinct = (place) => [...new Set(articles.map((article) => article[place]))].filter(Boolean).map((name) => [name, name]);
  options(filters.stance, stances.map(([label, name, sign]) => [label, `${sign} ${name}`]), "all");
  options(filters.bloc, blocs, "all");
  options(filters.group, distinct(1).sort(), "all");
  options(filters.period, distinct(3).sort(), "all");
  options(filters.article, articles.map(([name], number) => [String(number), name]), "all");

  const plain = (text) => text.toLowerCase().replaceAll("’", "'").replace(/\s+/g, " ");
  const select = () => {
    const { stance, bloc, group, period, article } = Object.fromEntries([...new FormData($("filters"))]);
    const words = plain(filters.words.value.trim());
    found = rows.filter((row) => (
      (!stance || stances[row.stance][0] === stance)
      && (!bloc || row.speaks.some((number) => blocs[number][0] === bloc))
      && (!group || articles[row.article][1] === group)
      && (!period || articles[row.article][3] === period)
      && (!article || row.article === Number(article))
      && (!words || plain(row.text).includes(words) || plain(row.speaker).includes(words))
    ));
    const { column, down } = sorting;
    if (column) {
      const compare = (one, other) => (typeof one === "number" ? one - other : String(one).localeCompare(String(other), "en"));
      found.sort((one, other) => (down ? -1 : 1) * compare(column.of(one), column.of(other)) || one.index - other.index);
    }
  };

  const classes = (column) => `${column.name} ${column.side ?? ""}`;
  const cell = (row, column) => {
    const td = make("td", { className: classes(column) });
    if (column.name === "stance") td.append(mark(row.stance), ` ${stanceName(row)}`);
    else if (column.name === "probability") td.append(percent(probability(row)));
    else if (column.name === "number" && $(`s${row.index}`)) td.append(make("a", { href: `#s${row.index}`, textContent: row.number }));
    else td.append(String(column.of(row)));
    if (column.name === "text") td.dir = "auto";
    return td;
  };

  const draw = () => {
    $("table").tHead.replaceChildren(make("tr", {}, ...shownColumns.map((column) => {
      const button = make("button", { type: "button", textContent: column.title });
      button.addEventListener("click", () => {
        sorting.down = sorting.column === column && !sorting.down;
        sorting.column = column;
        update();
        $("table").tHead.rows[0].cells[shownColumns.indexOf(column)].firstChild.focus();
      });
      const th = make("th", { scope: "col", className: classes(column) }, button);
      if (sorting.column === column) th.ariaSort = sorting.down ? "descending" : "ascending";
      return th;
    })));
    const visible = found.slice(0, shown);
    $("table").tBodies[0].replaceChildren(...visible.map((row) => make("tr", {}, ...shownColumns.map((column) => cell(row, column)))));
    $("found").textContent = `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} statements`;
    $("more").hidden = found.length <= shown;
  };

  const update = () => {
    shown = PAGE;
    select();
    draw();
  };
  $("filters").addEventListener("input", update);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(() => {
    sorting.column = null;
    update();
  }));
  $("more").addEventListener("click", () => {
    shown += PAGE;
    draw();
  });

  // Out of the table. A spreadsheet must not run a cell as a formula.
  const safe = (value) => (typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value));
  const records = () => {
    const own = [...shownColumns, { title: "Cue", of: (row) => row.cue }];
    const parts = stances.filter(([label]) => label !== "undecided");
    const head = [...own.map((column) => column.title), ...parts.map(([, name]) => `P(${name})`)];
    const body = found.map((row) => [
      ...own.map((column) => column.of(row)),
      ...parts.map(([label]) => row.probabilities[stances.findIndex((stance) => stance[0] === label)]),
    ]);
    return [head, ...body].map((cells) => cells.map(safe));
  };
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  $("csv").addEventListener("click", () => {
    const text = records().map((cells) => cells.map(quoted).join(",")).join("\r\n");
    const url = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
    make("a", { href: url, download: "statements.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
  $("copy").addEventListener("click", async () => {
    const text = records().map((cells) => cells.map((value) => value.replace(/\s+/g, " ")).join("\t")).join("\n");
    await navigator.clipboard.writeText(text);
    $("found").textContent = `${found.length.toLocaleString("en")} statements copied`;
  });

  // From a chart to its sentences.
  document.addEventListener("click", (event) => {
    const drill = event.target.closest(".drill");
    if (!drill) return;
    for (const name of ["stance", "bloc", "group", "period", "article", "words"]) filters[name].value = drill.dataset[name] ?? "";
    update();
    $("statements").scrollIntoView();
    $("statements").focus({ preventScroll: true });
  });
  $("pair")?.addEventListener("input", () => {
    document.querySelectorAll(".apart").forEach((pair) => { pair.hidden = pair.id !== `pair-${$("pair").value}`; });
  });

  // What is known of one statement.
  const line = (name, part, style, amount) => {
    const bar = make("div", { className: style });
    bar.style.width = percent(part);
    return make("tr", {}, make("td", {}, ...[name].flat()), make("td", { className: "bar-cell" }, bar), make("td", { className: "n", textContent: amount }));
  };
  const balance = ([name, , amount], most) => {
    const bar = make("i", { className: amount < 0 ? "against" : "" });
    const width = 50 * Math.abs(amount) / most;
    bar.style.width = `${width}%`;
    bar.style.left = amount < 0 ? `${50 - width}%` : "50%";
    const signed = `${amount < 0 ? "−" : "+"}${Math.abs(amount).toFixed(2)}`;
    return make("tr", {}, make("td", { dir: "auto", textContent: name }), make("td", { className: "bar-cell balance" }, bar), make("td", { className: "n", textContent: signed }));
  };
  const table = (caption, lines) => make("table", {}, make("caption", { className: "vh", textContent: caption }), make("tbody", {}, ...lines));
  const said = (reason) => {
    const bloc = reason[1] === "bloc" && blocs.find(([label]) => reason[0] === `speaker of ${label}`);
    return bloc ? [`speaker: ${bloc[1]}`, ...reason.slice(1)] : reason;
  };

  const details = (row) => {
    const parts = [make("h3", {}, mark(row.stance), ` ${stanceName(row)} ${percent(probability(row))}`)];
    parts.push(table("Probability of each stance", stances.flatMap(([label, name, , style], number) => (
      label === "undecided" ? [] : [line([mark(number), ` ${name}`], row.probabilities[number], `f-${style}`, percent(row.probabilities[number]))]
    ))));
    if (row.speaker || row.speaks.length) {
      parts.push(make("h4", { textContent: "Speaker" }));
      if (row.speaker) parts.push(make("p", { dir: "auto", textContent: row.cue ? `${row.speaker} (cue: ${row.cue})` : row.speaker }));
      const part = (bloc) => row.blocParts?.[bloc] ?? 0;
      const sides = blocs.map((_, bloc) => bloc).filter((bloc) => row.speaks.includes(bloc) || part(bloc) >= .05);
      sides.sort((one, other) => part(other) - part(one));
      const shown = (bloc) => [tag(bloc), ` ${blocs[bloc][1]} ${row.blocParts ? percent(part(bloc)) : ""} `];
      parts.push(make("p", {}, ...sides.flatMap(shown)));
    }
    if (row.context >= 0) {
      const source = rows[row.first + row.context];
      parts.push(make("p", {}, "The bloc comes from ", make("a", { href: `#s${source.index}`, textContent: `statement ${source.number}` }), `: “${source.text.slice(0, 70)}${source.text.length > 70 ? "…" : ""}”`));
    }
    if (row.reasons?.length) {
      const most = Math.max(...row.reasons.map((reason) => Math.abs(reason[2])));
      const label = row.probabilities.indexOf(Math.max(...row.probabilities));
      const name = stances[row.stance][0] === "undecided" ? stances[label][1] : stanceName(row);
      parts.push(make("h4", { textContent: `What decided for (+) and against (−) ${name}` }));
      parts.push(table("Contributions to the score", row.reasons.map((reason) => balance(said(reason), most))));
    }
    return parts;
  };

  const card = $("card");
  update();
  performance.mark("ready"); // what benchmarks/pages.py waits for
  if (!card) return;
  let pinned = null;
  const open = (row, statement) => {
    document.querySelectorAll(".on").forEach((element) => element.classList.remove("on"));
    statement.classList.add("on");
    document.querySelectorAll(`[data-go="${row.index}"]`).forEach((bar) => bar.classList.add("on"));
    card.style.setProperty("--c", `var(--c${stances[row.stance][3]}, var(--soft))`);
    card.replaceChildren(...details(row));
    card.hidden = false;
    const frame = card.parentElement.getBoundingClientRect();
    const top = statement.getClientRects()[0].top;
    const lowest = Math.min(innerHeight - card.offsetHeight - 12, frame.bottom - card.offsetHeight);
    card.style.top = `${Math.max(Math.min(top, lowest), Math.min(top, 12)) - frame.top}px`;
  };
  const close = () => {
    card.hidden = true;
    document.querySelectorAll(".on").forEach((element) => element.classList.remove("on"));
  };
  const settle = () => (pinned ? open(...pinned) : close());
  document.querySelectorAll(".s").forEach((statement) => {
    const row = rows[Number(statement.dataset.row)];
    const pin = () => { pinned = [row, statement]; settle(); };
    statement.addEventListener("mouseenter", () => open(row, statement));
    statement.addEventListener("mouseleave", settle);
    statement.addEventListener("focus", pin);
    statement.addEventListener("click", pin);
    statement.addEventListener("blur", (event) => {
      if (!card.contains(event.relatedTarget)) { pinned = null; settle(); }
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { pinned = null; close(); }
    const all = [...document.querySelectorAll(".s")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && document.activeElement.classList.contains("s")) {
      event.preventDefault();
      all[all.indexOf(document.activeElement) + step]?.focus();
    }
  });
  document.querySelectorAll("[data-go]").forEach((bar) => bar.addEventListener("click", () => $(`s${bar.dataset.go}`).focus()));
  window.addEventListener("hashchange", () => document.querySelector(":target.s")?.focus());
})();

// A Jacobian of the student's own beside the right pattern of zeros.
const TOP = 24, STACK = 320, STRONG = 2, ROOM = 106;

/** A table whose rows belong to w, b or x and whose columns belong to z. */
class Table extends CellPanel {
  tall() { return TOP + STACK + 52; }
  place(rows, columns, left) {
    const w = Math.min(58, (this.box.width - left - 2) / columns);
    return { x: left, y: TOP, rows, columns, w, h: Math.min(60, STACK / rows) };
  }
  names(t, rows, columns) {
    rows.forEach((name, r) => this.write(name, t.x - 7, t.y + (r + 0.5) * t.h, "right"));
    columns.forEach((name, c) => this.write(name, t.x + (c + 0.5) * t.w, t.y - 11, "center"));
  }
  hatch([x, y, w, h]) {
    const { g } = this;
    this.rect(x, y, w, h, "#d7dce1");
    g.save();
    g.beginPath();
    g.rect(x, y, w, h);
    g.clip();
    for (let d = 4; d < w + h; d += 7) this.rule(x + d - h, y + h, x + d, y, "#8b949e", 1);
    g.restore();
  }
}

/** The student's matrix: colours and numbers, and frames where a 0 is missing or should not be. */
class Given extends Table {
  constructor() { super("Yours", "by your function", { alt: "alt_table" }); }
  live({ table, said, rows, columns, shaped, extra, lost }) {
    const t = this.place(table.length, table[0].length, shaped ? ROOM : 30);
    const longest = Math.max(...said.flat().map((text) => this.g.measureText(text).width)) + 4;
    const angle = longest <= t.w ? 0 : longest <= t.h ? -Math.PI / 2 : null;
    table.forEach((line, r) => line.forEach((value, c) => this.value(value, said[r][c], this.cell(t, r, c), angle)));
    this.names(t, shaped ? rows : Object.keys(table), shaped ? columns : Object.keys(table[0]));
    this.lines(t);
    for (const [r, c] of lost) this.inCell("0", this.cell(t, r, c));
    for (const at of extra) this.wrong(this.cell(t, ...at), []);
    for (const at of lost) this.wrong(this.cell(t, ...at), [4, 3]);
    this.key(t, extra.length, lost.length);
  }
  /** A cell with its number, turned by an angle; without the number where it is too long for the cells either way. */
  value(value, text, [x, y, w, h], angle) {
    const { g } = this;
    if (text === "0") return;
    this.rect(x, y, w, h, `rgb(${lean(Math.min(1, Math.max(0, 0.5 + value / STRONG / 2)))})`);
    if (angle === null) return;
    g.save();
    g.translate(x + w / 2, y + h / 2 + 0.5);
    g.rotate(angle);
    this.write(text, 0, 0, "center");
    g.restore();
  }
  wrong([x, y, w, h], dash) { this.border(x + 2.5, y + 2.5, w - 5, h - 5, dash.length ? INK : STEP_INK, 2, dash); }
  key(t, extra, lost) {
    const y = t.y + t.rows * t.h + 18;
    let x = extra && lost ? Math.max(2, Math.min(t.x, this.width - 230)) : t.x;
    legend(this, [[`\u2212${STRONG}`, "bar", String(STRONG)]], y, x);
    for (const [there, name, dash] of [[extra, "should be 0", []], [lost, "should not be 0", [4, 3]]]) {
      if (!there) continue;
      this.wrong([x, y + 13, 22, 18], dash);
      this.write(name, x + 27, y + 22);
      x += 40 + this.g.measureText(name).width;
    }
  }
}

/** Where the right matrix need not be 0. */
class Right extends Table {
  constructor() { super("Right pattern", "by nudging each input of z", { alt: "alt_pattern" }); }
  live({ pattern, rows, columns }) {
    const t = this.place(pattern.length, pattern[0].length, ROOM), y = t.y + t.rows * t.h + 18;
    pattern.forEach((line, r) => line.forEach((moves, c) => moves && this.hatch(this.cell(t, r, c))));
    this.names(t, rows, columns);
    this.lines(t);
    this.hatch([t.x, y - 7, 22, 14]);
    this.write("z moves with it", t.x + 28, y);
    this.border(t.x, y + 15, 22, 14, THIN, 1);
    this.write("z stays: 0", t.x + 28, y + 22);
  }
}

function render({ model, el }) {
  const sliders = panelOfWholes(model), choice = buttons(model, "Jacobian"), panels = [new Given(), new Right()];
  const frame = stage(model, el, panels, () => model.get("scene"));
  const row = make("div", { class: "bp-row" }, sliders.element, ...panels.map((panel) => panel.figure));
  frame.root.append(choice.element, row, frame.text);
  frame.resize();
  return () => {
    choice.stop();
    sliders.stop();
    frame.stop();
  };
}

export default { render };

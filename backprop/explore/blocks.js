// One entry of a matrix, followed from W to vec(W) to its column of the Kronecker product of xᵀ and I.
const TOP = 46, STACK = 288, NARROW = 560;

/** W, vec(W) and the product side by side; on a narrow page the product stands below. */
class Way extends CellPanel {
  constructor() { super("One entry", "from W to vec(W) to its column", { alt: "alt" }); }
  tall(width) { return width < NARROW ? TOP + STACK + 196 : TOP + STACK + 8; }
  /** Where the three tables stand, each { x, y, rows, columns, w, h }. */
  tables({ p, q, stack, table }) {
    const wide = this.width >= NARROW, { width } = this.box, rows = table.length, columns = table[0].length;
    const x = wide ? 264 : 2, y = wide ? TOP : TOP + STACK + 68, room = wide ? STACK : 112;
    const side = Math.min(34, (width - x - 34) / columns, (room - 16) / rows), h = Math.min(30, STACK / stack.length);
    return {
      wide,
      W: { x: 20, y: TOP, rows: p, columns: q, w: 30, h: 30 },
      V: { x: 192, y: TOP, rows: stack.length, columns: 1, w: 36, h },
      P: { x, y, rows, columns, w: side, h: side },
    };
  }
  live(scene) {
    const tables = this.tables(scene);
    this.matrix(tables.W, scene);
    this.stack(tables.V, scene);
    this.product(tables, scene);
    if (scene.k === null) return;
    this.firstStep(tables, scene);
    if (scene.k < tables.P.columns) this.secondStep(tables, scene);
  }
  title(t, name, shape) {
    this.bold(name, t.x, t.y - 36);
    this.g.font = `600 ${FONT}`;
    const from = t.x + this.g.measureText(name).width + 7;
    this.g.font = FONT;
    this.write(shape, from, t.y - 36, "left", QUIET);
  }
  matrix(t, { p, q, i, j }) {
    this.title(t, "W", `(${p}, ${q})`);
    this.rect(t.x + j * t.w, t.y, t.w, p * t.h, COLUMN_PALE);
    this.rect(...this.cell(t, i, j), STEP_CELL);
    for (let r = 0; r < p; r++) {
      this.number(r, t.x - 6, t.y + (r + 0.5) * t.h, "right", r === i);
      for (let c = 0; c < q; c++) this.inCell(`${r},${c}`, this.cell(t, r, c));
    }
    for (let c = 0; c < q; c++) this.number(c, t.x + (c + 0.5) * t.w, t.y - 10, "center", c === j);
    this.lines(t, 1);
    this.border(...this.cell(t, i, j), STEP, 2.5);
  }
  stack(t, { p, j, k, stack, shape }) {
    this.title({ ...t, x: 150 }, "vec(W)", shape);
    stack.forEach((place, r) => {
      const cell = this.cell(t, r, 0);
      if (r === k || (place && place[1] === j)) this.rect(...cell, r === k ? STEP_CELL : COLUMN_PALE);
      this.inCell(place ? place.join() : "?", cell);
      this.number(r, t.x - 6, t.y + (r + 0.5) * t.h, "right", r === k);
    });
    this.lines(t, 1, p);
    if (k !== null) this.border(...this.cell(t, k, 0), STEP, 2.5);
  }
  product({ wide, P: t }, { p, i, k, x, rows, table, blocks, fits }) {
    const foot = t.y + t.rows * t.h, [over, under] = wide ? [t.y - 10, foot + 10] : [foot + 12, t.y - 10];
    this.title({ ...t, y: wide ? t.y : t.y - 18 }, "xᵀ ⊗ I", `(${t.rows}, ${t.columns})`);
    if (k !== null && k < t.columns) this.rect(t.x + k * t.w, t.y, t.w, t.rows * t.h, STEP_PALE);
    if (k !== null) for (const r of rows) this.rect(...this.cell(t, r, k), STEP_CELL);
    table.forEach((line, r) => line.forEach((value, c) => {
      const cell = this.cell(t, r, c);
      if (value && !this.inCell(said(+value.toPrecision(3)), cell)) this.rect(...cell, "#b9c0c8");
    }));
    for (let c = 0; c < t.columns; c++) {
      // In narrow cells only the first column of each block has its number, and it makes room for the marked one.
      const free = t.w >= 18 || c === k || (c % p === 0 && (k === null || Math.abs(c - k) * t.w > 18));
      if (free) this.number(c, t.x + (c + 0.5) * t.w, under, "center", c === k);
    }
    if (t.rows === p) for (let r = 0; r < p; r++) this.output(r, t, rows.includes(r));
    this.lines(t, blocks ? p : t.columns);
    if (blocks) x.forEach((value, c) => this.head(c, value, t.x + (c + 0.5) * p * t.w, p * t.w, over));
    if (k !== null) for (const r of rows) this.border(...this.cell(t, r, k), STEP, 2.5);
    if (blocks && k !== null && !fits && !rows.includes(i)) this.border(...this.cell(t, i, k), INK, 2, [4, 3]);
  }
  /** Which entry of x a block bears. */
  head(c, value, x, width, y) {
    const long = `x[${c}] = ${value}`, text = this.g.measureText(long).width < width ? long : `x[${c}]`;
    this.write(text, x, y, "center");
  }
  output(r, t, reached) {
    const x = t.x + t.columns * t.w + 7, y = t.y + (r + 0.5) * t.h;
    if (reached) this.bold(`z[${r}]`, x, y, "left", STEP_INK);
    else this.write(`z[${r}]`, x, y, "left", QUIET);
  }
  /** The number of a row or a column; the marked one stands out. */
  number(n, x, y, align, marked) {
    if (marked) this.bold(String(n), x, y, align, STEP_INK);
    else this.write(String(n), x, y, align, QUIET);
  }
  /** From W[i, j], along the foot of its column, to its place in vec(W). */
  firstStep({ W, V }, { j, k }) {
    const x = W.x + (j + 0.5) * W.w, foot = W.y + W.rows * W.h, y = V.y + (k + 0.5) * V.h;
    const lane = Math.max(y, foot + 14), turn = V.x - 42;
    this.way([[x, foot + 1], [x, lane], [turn, lane], [turn, y], [V.x - 26, y]]);
  }
  /** From its place in vec(W) to the column that it meets. */
  secondStep({ wide, V, P }, { k }) {
    const y = V.y + (k + 0.5) * V.h, x = P.x + (k + 0.5) * P.w, turn = V.x + V.w + 14;
    const end = wide ? P.y + P.rows * P.h + 18 : P.y - 18;
    const lane = wide ? Math.max(y, end + 14) : end - 14;
    this.way([[V.x + V.w + 2, y], [turn, y], [turn, lane], [x, lane], [x, end]]);
  }
  way(points) {
    const [from, to] = points.slice(-2);
    this.stroke(points.slice(0, -1), "#fff", 5);
    this.stroke(points.slice(0, -1), STEP, 2);
    this.arrow(...from, ...to, STEP, 2, 7);
  }
}

function render({ model, el }) {
  const sliders = panelOfWholes(model), panel = new Way();
  const frame = stage(model, el, [panel], () => model.get("scene"));
  frame.root.classList.add("bp-wide");
  frame.root.append(make("div", { class: "bp-row" }, sliders.element, panel.figure), frame.text);
  frame.resize();
  return () => {
    sliders.stop();
    frame.stop();
  };
}

export default { render };

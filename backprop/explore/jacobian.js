// The logits of one example on sliders: its probabilities, and the slope of each along each logit.
const STEEPEST = 0.25;

/** The Jacobian as a table of colours and numbers, with the sums of its rows and columns. */
class Heat extends Panel {
  constructor(classes) {
    super("Jacobian", "slope of each a[j] along each z[k]", { left: 40, right: 56, alt: "alt_table" });
    this.classes = classes;
    this.x = [-0.5, classes - 0.5];
    this.y = [classes - 0.5, -0.5];
  }
  py(row) { return this.box.top + ((row + 0.5) / this.classes) * this.box.height; }
  still() {
    const { left, top, width, height } = this.box, foot = top + height;
    for (let k = 0; k < this.classes; k++) {
      this.write(`a[${k}]`, left - 7, this.py(k), "right");
      this.write(`z[${k}]`, this.px(k), foot + 13, "center");
    }
    this.write("sum", left + width + 8, foot + 13, "left", QUIET);
    this.write("sum", left - 7, foot + 32, "right", QUIET);
    legend(this, [["slope", null], ["−0.25", "bar", "0.25"]], foot + 60);
    this.frame();
  }
  live({ table, rows, columns }) {
    const { g } = this, { left, top, width, height } = this.box, foot = top + height;
    const wide = width / this.classes, tall = height / this.classes;
    this.inside(() => table.forEach((row, j) => row.forEach((slope, k) => {
      g.fillStyle = `rgb(${lean(Math.min(1, Math.max(0, 0.5 + slope / STEEPEST / 2)))})`;
      g.fillRect(left + k * wide + 0.5, top + j * tall + 0.5, wide - 1, tall - 1);
      this.write(fixed(slope, 3), this.px(k), this.py(j), "center");
    })));
    rows.forEach((sum, j) => this.sum(sum, left + width + 8, this.py(j), "left"));
    columns.forEach((sum, k) => this.sum(sum, this.px(k), foot + 32, "center"));
  }
  /** A sum: quiet when it is 0, in a frame when it is not. */
  sum(value, x, y, align) {
    const { g } = this, text = value ? fixed(value, 3) : "0", half = g.measureText(text).width / 2 + 4;
    const middle = align === "left" ? x + half - 4 : x;
    if (value) {
      const [x0, x1, y0, y1] = [middle - half, middle + half, y - 9, y + 9];
      const corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
      this.fill(corners, "#fff6e9");
      this.stroke([...corners, corners[0]], "#b35900", 1.5);
    }
    this.write(text, middle, y, "center", value ? INK : QUIET);
  }
}

function render({ model, el }) {
  const classes = model.get("labels").length, sliders = panelOfSliders(model);
  const panels = [probabilityBars(classes, false), new Heat(classes)];
  const frame = stage(model, el, panels, () => model.get("scene"));
  frame.root.append(make("div", { class: "bp-row" }, sliders.element, ...panels.map((p) => p.figure)), frame.text);
  frame.resize();
  return () => {
    sliders.stop();
    frame.stop();
  };
}

export default { render };

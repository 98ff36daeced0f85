// A training of a network with nine parameters: the input plane, the cost, the parameters with their next steps.

/** Each parameter on a number line of its own, with an arrow along the step that comes next. */
class NumberLines extends Panel {
  constructor(labels, reach) {
    super("Parameters", "and their next steps", { left: 62, right: 54, alt: "alt_values" });
    Object.assign(this, { labels, x: [-reach, reach], y: [labels.length - 0.5, -0.5], start: [] });
  }
  py(row) { return this.box.top + ((row + 0.5) / this.labels.length) * this.box.height; }
  still() {
    const { box } = this, foot = box.top + box.height, [low, high] = this.x;
    for (const x of ticks(low, high, 4)) {
      this.stroke([[this.px(x), box.top], [this.px(x), foot + 4]], x ? FAINT : "#b9c0c8", 1);
      this.write(said(x), this.px(x), foot + 13, "center", QUIET);
    }
    this.labels.forEach((label, row) => {
      const y = this.py(row);
      this.stroke(this.pixels([[low, row], [high, row]]), "#c3c9d0", 1);
      this.write(label, box.left - 10, y, "right", INK);
      if (this.start.length) this.ring(this.px(this.start[row]), y);
    });
    this.write("value of the parameter", box.left + box.width / 2, foot + 30, "center", INK);
    this.ring(14, foot + 52);
    this.write("at step 0", 24, foot + 52);
    this.dot(104, foot + 52);
    this.write("now", 114, foot + 52);
    this.arrow(10, foot + 72, 34, foot + 72, CLASS[1], 2.5, 7);
  }
  ring(x, y) {
    this.g.beginPath();
    this.g.arc(x, y, 4, 0, 7);
    Object.assign(this.g, { fillStyle: "#fff", strokeStyle: QUIET, lineWidth: 1.5 });
    this.g.setLineDash([]);
    this.g.fill();
    this.g.stroke();
  }
  dot(x, y) {
    this.g.beginPath();
    this.g.arc(x, y, 5, 0, 7);
    this.g.fillStyle = CLASS[0];
    this.g.fill();
  }
  live({ values, move, scale }) {
    const { box } = this, per = box.width / (this.x[1] - this.x[0]);
    values.forEach((value, row) => {
      const x = this.px(value), y = this.py(row);
      this.arrow(x, y, x + move[row] * scale * per, y, CLASS[1], 2.5, 7);
      this.dot(x, y);
      this.write(fixed(value, 3), this.width - 2, y, "right", INK);
    });
    this.write(`−lr × gradient, drawn × ${said(scale)}`, 40, box.top + box.height + 72);
  }
}

function render({ model, el }) {
  const input = new InputPlane("Input plane", "at this step");
  const lines = new NumberLines(model.get("labels"), model.get("reach"));
  lines.start = model.get("start");
  input.over(model.get("view"));
  return playing(model, el, [input, new CostPlot(), lines]);
}

export default { render };

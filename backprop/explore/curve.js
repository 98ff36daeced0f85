// Curves over the examples of a network from one number to one number.

/** The examples, which stay, under curves at places that are spread evenly over the frame's whole width. */
class CurvePanel extends WidePanel {
  constructor(title, remark, view, options) {
    super(title, remark, { xlabel: "X", ylabel: "Y", ...options });
    Object.assign(this, { X: view.X || [], Y: view.Y || [] });
    if (!view.low) return;
    this.x = [view.low[0], view.high[0]];
    this.y = [view.low[1], view.high[1]];
  }
  still() {
    const { box } = this;
    this.axes();
    this.inside(() => {
      for (const y of ticks(...this.y)) this.stroke(this.pixels([[this.x[0], y], [this.x[1], y]]), FAINT, 1);
      this.X.forEach((x, i) => this.example(this.px(x), this.py(this.Y[i])));
    });
    const row = box.top + box.height + 52;
    this.example(box.left + 6, row);
    this.write("data", box.left + 16, row);
    this.stroke([[box.left + 58, row], [box.left + 78, row]], INK, 2.5);
    this.write("network's answer", box.left + 84, row);
    this.key(row + 20);
  }
  /** A second row of samples with their names. */
  key() {}
  example(x, y) {
    this.g.beginPath();
    this.g.arc(x, y, 4, 0, 7);
    Object.assign(this.g, { fillStyle: "#6e7781", strokeStyle: "#fff", lineWidth: 1.5 });
    this.g.setLineDash([]);
    this.g.stroke();
    this.g.fill();
  }
  /** A curve through heights at all places; far outside the frame it goes no further than a drawing needs. */
  curve(heights, colour, width, dash = []) {
    const { box } = this, step = box.width / (heights.length - 1), far = 4 * box.height;
    const points = Array.from(heights, (y, i) => [box.left + i * step, Math.max(-far, Math.min(far, this.py(y)))]);
    this.stroke(points, colour, width, dash);
  }
}

// Nine sliders, the input plane, the hidden plane.

/** The plane of the hidden activations, where the output unit has one straight line to draw. */
class HiddenPlane extends Panel {
  constructor(title, remark) {
    super(title, remark, { xlabel: "A1[:, 0]", ylabel: "A1[:, 1]", alt: "alt_hidden" });
    this.x = this.y = [-0.08, 1.08];
  }
  still() {
    this.axes([0, 0.25, 0.5, 0.75, 1], [0, 0.25, 0.5, 0.75, 1]);
    const row = this.box.top + this.box.height + 52;
    legend(this, [["Z2 = 0, the output's line", "line"]], row);
    legend(this, [["class 0", "marker", 0], ["class 1", "marker", 1]], row + 20);
  }
  live({ values, hidden, Y }) {
    const [u, v, c] = values.slice(6);
    this.inside(() => {
      this.half(u, v, c, `rgb(${lean(0.78)})`);
      this.half(-u, -v, -c, `rgb(${lean(0.22)})`);
      const line = this.crossing(u, v, c);
      if (line) this.stroke(this.pixels(line), INK, 2.5);
      this.square();
      this.markers(hidden, Y);
    });
  }
  /** Tint the side on which u x + v y + c > 0: the frame's corners, cut along the line. */
  half(u, v, c, colour) {
    const [x0, x1] = this.x, [y0, y1] = this.y, kept = [];
    const corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], z = ([x, y]) => u * x + v * y + c;
    corners.forEach((p, i) => {
      const q = corners[(i + 1) % 4], zp = z(p), zq = z(q);
      if (zp > 0) kept.push(p);
      if (zp > 0 !== zq > 0) kept.push(p.map((a, k) => a + (zp / (zp - zq)) * (q[k] - a)));
    });
    if (kept.length > 2) this.fill(this.pixels(kept), colour);
  }
  /** The square that a sigmoid cannot leave. */
  square() {
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]];
    this.stroke(this.pixels(corners), "rgba(27, 31, 36, 0.35)", 1);
  }
}

function render({ model, el }) {
  const input = new InputPlane("Input plane", "what the network answers where");
  const hidden = new HiddenPlane("Hidden plane", "where A1 puts the examples");
  const view = model.get("view"), sliders = panelOfSliders(model);
  input.over(view);
  const frame = stage(model, el, [input, hidden], () => seen(model));
  frame.root.append(make("div", { class: "bp-row" }, sliders.element, input.figure, hidden.figure), frame.text);
  frame.resize();
  return () => {
    sliders.stop();
    frame.stop();
  };
}

export default { render };

// Nine sliders, the input plane, the hidden plane.

/** The plane of the hidden activations, where the output unit has one straight line to draw. */
class HiddenPlane extends Panel {
  constructor(title, remark) {
    super(title, remark, { xlabel: "A1[:, 0]", ylabel: "A1[:, 1]" });
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

const number = (x) => x.toFixed(2).replace("-", "\u2212");

/** One slider with its name before it and its value behind. */
function slider(label, limit, id, moved) {
  const input = make("input", { type: "range", id, min: -limit, max: limit, step: 0.1 });
  const value = make("span", { class: "bp-number", "aria-hidden": "true" });
  const row = make("div", { class: "bp-slider" }, make("label", { for: id }, label), input, value);
  const set = (x) => {
    // A value between two stops is shown where the slider can stand, and told as it is.
    input.value = x;
    value.textContent = number(x);
    input.setAttribute("aria-valuetext", number(x));
  };
  input.addEventListener("input", () => moved(Number(input.value)));
  return { row, set };
}

/** All sliders in their groups, and the button that puts them back. */
function panelOfSliders(model) {
  const labels = model.get("labels"), limit = model.get("limit"), id = `bp-${Math.random().toString(36).slice(2)}`;
  const send = (values) => {
    model.set("values", values);
    model.save_changes();
  };
  const sliders = labels.map((label, i) => slider(label, limit, `${id}-${i}`, (x) =>
    send(model.get("values").map((old, k) => (k === i ? x : old)))));
  const groups = model.get("groups").map(([name, members]) =>
    make("fieldset", {}, make("legend", {}, name), ...members.map((i) => sliders[i].row)));
  const reset = make("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => send([...model.get("start")]));
  const follow = () => model.get("values").forEach((x, i) => sliders[i].set(x));
  model.on("change:values", follow);
  follow();
  const stop = () => model.off("change:values", follow);
  return { element: make("div", { class: "bp-sliders" }, ...groups, reset), stop };
}

function render({ model, el }) {
  const input = new InputPlane("Input plane", "what the network answers where");
  const hidden = new HiddenPlane("Hidden plane", "where A1 puts the examples");
  const view = model.get("view"), sliders = panelOfSliders(model);
  if (view.low) {
    input.x = [view.low[0], view.high[0]];
    input.y = [view.low[1], view.high[1]];
  }
  const frame = stage(model, el, [input, hidden], () => {
    const scene = model.get("scene");
    input.canvas.setAttribute("aria-label", scene.alt_input);
    hidden.canvas.setAttribute("aria-label", scene.alt_hidden);
    return { ...scene, X: view.X, Y: view.Y, field: floats(model.get("field")) };
  });
  frame.root.append(make("div", { class: "bp-row" }, sliders.element, input.figure, hidden.figure), frame.text);
  frame.resize();
  return () => {
    sliders.stop();
    frame.stop();
  };
}

export default { render };

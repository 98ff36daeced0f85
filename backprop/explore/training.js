// A training played step by step: the input plane, the cost, the parameters with their next steps.

/** The cost over the steps; the curve stays until more of it is known. */
class CostPlot extends Panel {
  constructor() {
    super("Cost", "over the steps", { xlabel: "step", ylabel: "J", left: 50 });
    this.curve = [];
  }
  /** A new curve or a longer one: what stays must be drawn anew. */
  set(curve, last) {
    this.curve = Array.from({ length: curve.length / 2 }, (_, i) => [curve[2 * i], curve[2 * i + 1]]);
    const most = Math.max(1e-6, ...this.curve.map(([, J]) => J));
    this.x = [0, Math.max(1, last)];
    this.y = [0, most * 1.08];
    this.fit(true);
  }
  still() {
    this.axes(ticks(...this.x, 4), ticks(...this.y, 5));
    this.inside(() => {
      for (const y of ticks(...this.y, 5)) {
        this.stroke(this.pixels([[this.x[0], y], [this.x[1], y]]), FAINT, 1);
      }
      this.stroke(this.pixels(this.curve), CLASS[0], 2);
    });
    const row = this.box.top + this.box.height + 52;
    this.stroke([[this.box.left, row], [this.box.left + 20, row]], CLASS[0], 2);
    this.write("cost J", this.box.left + 26, row);
    this.spot(this.box.left + 90, row);
    this.write("now", this.box.left + 100, row);
  }
  live({ step, J }) {
    const x = this.px(step), y = this.py(J), { top, left, width, height } = this.box;
    this.inside(() => this.stroke([[x, top], [x, top + height]], QUIET, 1, [3, 3]));
    this.spot(x, y);
    const over = x > left + width - 84;
    this.write(`J = ${J.toFixed(4)}`, x + (over ? -10 : 10), Math.max(top + 10, y - 12), over ? "right" : "left", INK, true);
  }
  spot(x, y) {
    this.g.beginPath();
    this.g.arc(x, y, 5, 0, 7);
    Object.assign(this.g, { fillStyle: INK, strokeStyle: "#fff", lineWidth: 2 });
    this.g.setLineDash([]);
    this.g.stroke();
    this.g.fill();
  }
}

/** Each parameter on a number line of its own, with an arrow along the step that comes next. */
class NumberLines extends Panel {
  constructor(labels, reach) {
    super("Parameters", "and their next steps", { left: 62, right: 54 });
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
      this.write(value.toFixed(3).replace("-", "\u2212"), this.width - 2, y, "right", INK);
    });
    this.write(`−lr × gradient, drawn × ${said(scale)}`, 40, box.top + box.height + 72);
  }
}

/** The button that plays the training: twenty frames a second, the whole of it in about fifteen seconds. */
function player(model, go, text) {
  const play = make("button", { type: "button", class: "bp-play" }, "Play"), last = model.get("last");
  const stride = Math.max(1, Math.round(last / 300));
  let timer = null;
  const turn = (on) => {
    clearInterval(timer);
    timer = on ? setInterval(tick, 50) : null;
    play.textContent = on ? "Pause" : "Play";
    // Twenty lines a second are too many to be read out.
    text.setAttribute("aria-live", on ? "off" : "polite");
  };
  const tick = () => (model.get("step") >= last ? turn(false) : go(model.get("step") + stride));
  play.addEventListener("click", () => {
    if (!timer && model.get("step") >= last) go(0);
    turn(!timer);
  });
  return { play, pause: () => turn(false) };
}

/** Play, back, on, and the slider through all steps. */
function controls(model, text) {
  const last = model.get("last"), id = `bp-${Math.random().toString(36).slice(2)}`;
  const go = (step) => {
    model.set("step", Math.min(last, Math.max(0, step)));
    model.save_changes();
  };
  const { play, pause } = player(model, go, text);
  const jump = (target) => () => {
    pause();
    go(target());
  };
  const back = make("button", { type: "button", "aria-label": "One step back" }, "‹ Back");
  const on = make("button", { type: "button", "aria-label": "One step on" }, "Step ›");
  const scrub = make("input", { type: "range", id, min: 0, max: last, step: 1 });
  const value = make("span", { class: "bp-number", "aria-hidden": "true" });
  value.style.minWidth = `${2 * String(last).length + 3}ch`;
  back.addEventListener("click", jump(() => model.get("step") - 1));
  on.addEventListener("click", jump(() => model.get("step") + 1));
  scrub.addEventListener("input", jump(() => Number(scrub.value)));
  const follow = () => {
    scrub.value = model.get("step");
    scrub.setAttribute("aria-valuetext", `${model.get("step")} of ${last}`);
    value.textContent = `${model.get("step")} / ${last}`;
  };
  model.on("change:step", follow);
  follow();
  const stop = () => {
    pause();
    model.off("change:step", follow);
  };
  const label = make("label", { for: id }, "step");
  return { element: make("div", { class: "bp-player" }, play, back, on, label, scrub, value), stop };
}

function render({ model, el }) {
  const view = model.get("view"), input = new InputPlane("Input plane", "at this step");
  const cost = new CostPlot(), lines = new NumberLines(model.get("labels"), model.get("reach"));
  lines.start = model.get("start");
  if (view.low) {
    input.x = [view.low[0], view.high[0]];
    input.y = [view.low[1], view.high[1]];
  }
  const panels = [input, cost, lines], names = ["alt_input", "alt_cost", "alt_values"];
  const frame = stage(model, el, panels, () => {
    const scene = model.get("scene");
    names.forEach((name, i) => panels[i].canvas.setAttribute("aria-label", scene[name]));
    return { ...scene, X: view.X, Y: view.Y, field: floats(model.get("field")) };
  });
  const grow = () => {
    cost.set(floats(model.get("curve")), model.get("last"));
    frame.draw();
  };
  const steps = controls(model, frame.text);
  frame.root.append(make("div", { class: "bp-row" }, ...panels.map((panel) => panel.figure)), steps.element, frame.text);
  model.on("change:curve", grow);
  if (model.get("curve").byteLength) grow();
  frame.resize();
  return () => {
    model.off("change:curve", grow);
    steps.stop();
    frame.stop();
  };
}

export default { render };

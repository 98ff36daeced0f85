// What plays a training step by step: the curve of its cost, the controls, and the panels over them.

/** The cost over the steps; the curve stays until more of it is known. */
class CostPlot extends Panel {
  constructor() {
    super("Cost", "over the steps", { xlabel: "step", ylabel: "J", left: 50, alt: "alt_cost" });
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

/** A picture of panels, one of them a CostPlot, over the controls and the line of text. */
function playing(model, el, panels) {
  const frame = stage(model, el, panels, () => seen(model)), steps = controls(model, frame.text);
  const cost = panels.find((panel) => panel instanceof CostPlot);
  const grow = () => {
    cost.set(floats(model.get("curve")), model.get("last"));
    frame.draw();
  };
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

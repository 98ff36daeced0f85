// A button for each activation, the curve that was fitted with it, and the cost on the way.

/** The curve at the end of the training. */
class FittedCurve extends CurvePanel {
  live({ curve }) {
    const { left, top, width } = this.box;
    if (curve.length) this.inside(() => this.curve(curve, INK, 3));
    else this.write("no curve: the cost left its picture", left + width / 2, top + 16, "center", INK, true);
  }
}

/** The row of buttons; the chosen one is pressed. */
function buttons(model) {
  const all = model.get("names").map((name, i) => {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", () => choose(model, i));
    return button;
  });
  const follow = () => all.forEach((button, i) => button.setAttribute("aria-pressed", i === model.get("chosen")));
  model.on("change:chosen", follow);
  follow();
  const element = make("div", { class: "bp-tries", role: "group", "aria-label": "activation" }, ...all);
  return { element, stop: () => model.off("change:chosen", follow) };
}

function render({ model, el }) {
  const choice = buttons(model), cost = new LogCost("over the steps");
  const fitted = new FittedCurve("Fitted curve", "at the last step", model.get("view"), { alt: "alt_fit", bottom: 62 });
  const seen = () => ({ ...model.get("scene"), curve: floats(model.get("fitted")) });
  const frame = stage(model, el, [fitted, cost], seen);
  frame.root.append(choice.element, make("div", { class: "bp-row" }, fitted.figure, cost.figure), frame.text);
  const stop = following(model, cost, frame.draw);
  frame.resize();
  return () => {
    stop();
    choice.stop();
    frame.stop();
  };
}

export default { render };

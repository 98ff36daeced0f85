// A button for each activation, the curve that was fitted with it, and the cost on the way.

/** The curve at the end of the training. */
class FittedCurve extends CurvePanel {
  live({ curve }) {
    const { left, top, width } = this.box;
    if (curve.length) this.inside(() => this.curve(curve, INK, 3));
    else this.write("no curve: the cost left its picture", left + width / 2, top + 16, "center", INK, true);
  }
}

function render({ model, el }) {
  const choice = buttons(model, "activation"), cost = new LogCost("over the steps");
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

// The logits of one example on sliders: its probabilities, and the gradient along each logit.

/** The choice of the right class. */
function choice(model, classes) {
  const name = `bp-${Math.random().toString(36).slice(2)}`, inputs = [], set = make("fieldset", { class: "bp-choice" });
  set.append(make("legend", {}, "right class"));
  for (let k = 0; k < classes; k++) {
    const input = make("input", { type: "radio", name, value: k, id: `${name}-${k}` });
    input.addEventListener("change", () => {
      model.set("right", k);
      model.save_changes();
    });
    inputs.push(input);
    set.append(make("span", {}, input, make("label", { for: input.id }, String(k))));
  }
  const follow = () => inputs.forEach((input, k) => (input.checked = k === model.get("right")));
  model.on("change:right", follow);
  follow();
  return { element: set, stop: () => model.off("change:right", follow) };
}

function render({ model, el }) {
  const classes = model.get("labels").length, sliders = panelOfSliders(model), right = choice(model, classes);
  const gradient = new ClassBars("Gradient", "dz, by your function", classes, {
    name: "dz", alt: "alt_dz", range: [-1.2, 1.2], yticks: [-1, -0.5, 0, 0.5, 1], ylabel: "dz",
    colour: (value) => CLASS[value > 0 ? 1 : 0], key: [["negative", "swatch", CLASS[0]], ["positive", "swatch", CLASS[1]]],
  });
  const panels = [probabilityBars(classes, true), gradient];
  const frame = stage(model, el, panels, () => model.get("scene"));
  sliders.element.append(right.element);
  frame.root.append(make("div", { class: "bp-row" }, sliders.element, ...panels.map((p) => p.figure)), frame.text);
  frame.resize();
  return () => {
    right.stop();
    sliders.stop();
    frame.stop();
  };
}

export default { render };

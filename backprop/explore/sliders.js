// Numbers on sliders.

/** One slider with its name before it and its value behind. */
function slider(label, limit, id, moved) {
  const input = make("input", { type: "range", id, min: -limit, max: limit, step: 0.1 });
  const value = make("span", { class: "bp-number", "aria-hidden": "true" });
  const row = make("div", { class: "bp-slider" }, make("label", { for: id }, label), input, value);
  const set = (x) => {
    // A value between two stops is shown where the slider can stand, and told as it is.
    input.value = x;
    value.textContent = fixed(x);
    input.setAttribute("aria-valuetext", fixed(x));
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

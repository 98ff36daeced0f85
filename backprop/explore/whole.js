// Whole numbers on sliders.

/** One slider with its name before it and its number behind. */
function wholeSlider({ label, least }, id, moved) {
  const input = make("input", { type: "range", id, min: least, step: 1 });
  const value = make("span", { class: "bp-number", "aria-hidden": "true" });
  const row = make("div", { class: "bp-slider" }, make("label", { for: id }, label), input, value);
  const set = (x, most) => {
    input.max = most;
    input.value = Math.min(x, most);
    value.textContent = input.value;
    input.setAttribute("aria-valuetext", input.value);
  };
  input.addEventListener("input", () => moved(Number(input.value)));
  return { row, set };
}

/** All sliders in their groups, and the button that puts them back. */
function panelOfWholes(model) {
  const given = model.get("sliders"), id = `bp-${Math.random().toString(36).slice(2)}`;
  const send = (values) => {
    model.set("values", values);
    model.save_changes();
  };
  const sliders = given.map((one, i) => wholeSlider(one, `${id}-${i}`, (x) =>
    send(model.get("values").map((old, k) => (k === i ? x : old)))));
  const groups = model.get("groups").map(([name, members]) =>
    make("fieldset", {}, make("legend", {}, name), ...members.map((i) => sliders[i].row)));
  const reset = make("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => send([...model.get("start")]));
  // A number that a smaller size pushes back is remembered, and comes again with the size.
  const follow = () => model.get("values").forEach((x, i, all) =>
    sliders[i].set(x, given[i].size === undefined ? given[i].most : all[given[i].size] - 1));
  model.on("change:values", follow);
  follow();
  const stop = () => model.off("change:values", follow);
  return { element: make("div", { class: "bp-sliders" }, ...groups, reset), stop };
}

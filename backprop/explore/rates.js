// A slider over learning rates, and the cost at each.

/** The slider, with all rates under its stops. */
function rateSlider(model) {
  const names = model.get("names"), last = names.length - 1, id = `bp-${Math.random().toString(36).slice(2)}`;
  const input = make("input", { type: "range", id, min: 0, max: Math.max(0, last), step: 1 });
  const stops = names.map((name, i) => {
    const stop = make("span", {}, name);
    stop.style.left = `${last ? (100 * i) / last : 0}%`;
    return stop;
  });
  const follow = () => {
    const now = model.get("chosen");
    input.value = now;
    input.setAttribute("aria-valuetext", names[now] || "none");
    stops.forEach((stop, i) => stop.classList.toggle("bp-here", i === now));
  };
  input.addEventListener("input", () => choose(model, Number(input.value)));
  model.on("change:chosen", follow);
  follow();
  const row = make("div", { class: "bp-stops", "aria-hidden": "true" }, ...stops);
  const element = make("div", { class: "bp-rates" }, make("label", { for: id }, "learning rate"), input, row);
  return { element, stop: () => model.off("change:chosen", follow) };
}

function render({ model, el }) {
  const panel = new LogCost("over the steps, a curve for each rate", 300), slider = rateSlider(model);
  const frame = stage(model, el, [panel], () => model.get("scene"));
  frame.root.classList.add("bp-wide");
  frame.root.append(make("div", { class: "bp-row" }, panel.figure), slider.element, frame.text);
  const stop = following(model, panel, frame.draw);
  frame.resize();
  return () => {
    stop();
    slider.stop();
    frame.stop();
  };
}

export default { render };

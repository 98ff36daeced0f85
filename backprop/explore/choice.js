// One of several names to be chosen.

/** Ask for the one at `index`. */
function choose(model, index) {
  model.set("chosen", index);
  model.save_changes();
}

/** The row of buttons; the chosen one is pressed. */
function buttons(model, label) {
  const all = model.get("names").map((name, i) => {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", () => choose(model, i));
    return button;
  });
  const follow = () => all.forEach((button, i) => button.setAttribute("aria-pressed", i === model.get("chosen")));
  model.on("change:chosen", follow);
  follow();
  const element = make("div", { class: "bp-tries", role: "group", "aria-label": label }, ...all);
  return { element, stop: () => model.off("change:chosen", follow) };
}

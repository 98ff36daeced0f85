// A bar for each class of one example.

/** Bars about zero; the right class, where there is one, is told below its name. */
class ClassBars extends Panel {
  constructor(title, remark, classes, options) {
    super(title, remark, { left: 50, ...options });
    this.classes = classes;
    this.x = [-0.5, classes - 0.5];
    this.y = this.options.range;
  }
  still() {
    const { yticks, key } = this.options, row = this.box.top + this.box.height + 52;
    this.axes([], yticks);
    for (let k = 0; k < this.classes; k++) {
      this.write(this.classes > 3 ? String(k) : `class ${k}`, this.px(k), this.box.top + this.box.height + 13, "center");
    }
    this.inside(() => {
      for (const y of yticks) this.stroke(this.pixels([[this.x[0], y], [this.x[1], y]]), y ? FAINT : QUIET, 1);
    });
    legend(this, key, row);
    if (key.some(([, kind]) => kind === "frame")) this.target(this.box.left + 1, row - 6, 17, 12);
  }
  live(scene) {
    const { name, colour } = this.options, { g } = this, foot = this.box.top + this.box.height;
    const wide = Math.min(64, 0.6 * (this.px(1) - this.px(0))), zero = this.py(0);
    this.inside(() => scene[name].forEach((value, k) => {
      const x = this.px(k) - wide / 2, y = this.py(value);
      g.fillStyle = colour(value);
      g.fillRect(x, Math.min(y, zero), wide, Math.abs(y - zero));
      if (k === scene.right && this.y[0] === 0) this.target(x - 4, this.py(1), wide + 8, zero - this.py(1));
    }));
    scene[name].forEach((value, k) => this.tell(value, this.px(k)));
    if (scene.right !== undefined) this.write("▲ right", this.px(scene.right), foot + 30, "center", INK);
  }
  /** The value above its bar or below it, inside the frame also when the bar goes beyond. */
  tell(value, x) {
    const y = this.py(value) + (value < 0 ? 10 : -10), { top, height } = this.box;
    this.write(fixed(value, 3), x, Math.min(top + height - 9, Math.max(top + 9, y)), "center", INK, true);
  }
  /** The dashed frame of a target. */
  target(x, y, width, height) {
    this.stroke([[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]], INK, 1.5, [4, 3]);
  }
}

/** The probabilities, and where there is a right class, its target. */
function probabilityBars(classes, target) {
  return new ClassBars("Probabilities", "a, by your function", classes, {
    name: "a", alt: "alt_a", range: [0, 1.1], yticks: [0, 0.25, 0.5, 0.75, 1], ylabel: "a",
    colour: () => "#6e7781", key: target ? [["y, the target", "frame"]] : [],
  });
}

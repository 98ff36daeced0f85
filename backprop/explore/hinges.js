// Sliders, and the curve of a network with a few hidden units.
const STROKES = [[8, 5], [2.5, 3.5], [10, 3, 2, 3], [4, 2]];

/** The network's answer, what each hidden unit brings to it, and the unit's hinge on the axis. */
class HingeCurve extends CurvePanel {
  constructor(view) {
    super("Curve", "the network's answer, and what each unit brings to it", view, { alt: "alt", tallest: 340 });
    this.units = view.units || 0;
  }
  key(row) {
    const room = Math.min(90, (this.box.width + 8) / Math.max(3, this.units));
    for (let j = 0; j < this.units; j++) {
      const x = this.box.left + j * room;
      this.stroke([[x, row], [x + 22, row]], CLASS[j], 2, STROKES[j]);
      this.write(`unit ${j}`, x + 28, row);
    }
  }
  live({ curves, hinges }) {
    const size = curves.length / (this.units + 1), { top, height } = this.box, foot = top + height;
    const row = (i) => curves.subarray(i * size, (i + 1) * size);
    const seen = hinges.map((x, j) => [x, j]).filter(([x]) => x !== null && x >= this.x[0] && x <= this.x[1]);
    this.inside(() => {
      for (let j = 0; j < this.units; j++) this.curve(row(j + 1), CLASS[j], 1.75, STROKES[j]);
      this.curve(row(0), INK, 3);
      for (const [x, j] of seen) {
        const at = this.px(x);
        this.fill([[at, foot - 11], [at + 6, foot], [at - 6, foot]], CLASS[j]);
      }
    });
    this.names(seen, foot - 19);
  }
  /** The numbers of the units over their hinges; those in one spot share a label. */
  names(seen, y) {
    const spots = [];
    for (const [x, j] of seen) {
      const at = this.px(x), spot = spots.find((s) => Math.abs(s.at - at) < 10);
      spot ? spot.units.push(j) : spots.push({ at, units: [j] });
    }
    const { left, width } = this.box;
    for (const { at, units } of spots) {
      const half = 4 * units.length + 3, middle = Math.min(left + width - half, Math.max(left + half, at));
      this.write(units.join(","), middle, y, "center", units.length > 1 ? INK : CLASS[units[0]], true);
    }
  }
}

function render({ model, el }) {
  const sliders = panelOfSliders(model), panel = new HingeCurve(model.get("view"));
  const frame = stage(model, el, [panel], () => ({ ...model.get("scene"), curves: floats(model.get("field")) }));
  frame.root.classList.add("bp-wide");
  frame.root.append(make("div", { class: "bp-row" }, sliders.element, panel.figure), frame.text);
  frame.resize();
  return () => {
    sliders.stop();
    frame.stop();
  };
}

export default { render };

// A training of a network with several classes: their regions, the cost, the hidden units.
const TINT = [[153, 201, 232], [247, 199, 163], [212, 194, 217], [168, 216, 198], [214, 214, 214]];

/** The plane in regions, with a border where the likeliest class changes. */
class RegionPlane extends FieldPlane {
  constructor(title, remark, classes) {
    super(title, remark, "alt_plane");
    this.classes = classes;
  }
  still() {
    this.axes();
    const row = this.box.top + this.box.height + 52;
    const marks = Array.from({ length: this.classes }, (_, k) => [`class ${k}`, "marker", k]);
    legend(this, marks.slice(0, 3), row);
    legend(this, marks.length > 3 ? marks.slice(3) : [["border of two regions", "line"]], row + 20);
  }
  live({ field, X, Y }) {
    const z = Float32Array.from(field, (a) => Math.log(Math.max(a, 1e-9)));
    this.inside(() => {
      this.paintRegions(z);
      for (let k = 0; k < this.classes; k++) this.contour(this.lead(z, k), 2);
      this.markers(X, Y);
    });
  }
  /** By how much class k leads the best of the others in z, the logs of the probabilities, at each point. */
  lead(z, k) {
    const n = this.classes;
    return Float32Array.from({ length: z.length / n }, (_, at) => {
      let best = -Infinity;
      for (let i = 0; i < n; i++) if (i !== k) best = Math.max(best, z[at * n + i]);
      return z[at * n + k] - best;
    });
  }
  /** The classes' tints, mixed at each pixel by the probabilities, whose logs are bilinear between the points. */
  paintRegions(z) {
    const n = this.classes, side = Math.round(Math.sqrt(z.length / n)), log = new Float64Array(n);
    this.paintPixels(side, (rgb, k, at, fu, fv) => {
      let top = -Infinity, sum = 0, r = 0, g = 0, b = 0;
      for (let i = 0; i < n; i++) {
        const p = at * n + i, q = p + side * n, low = z[p] + fu * (z[p + n] - z[p]);
        log[i] = low + fv * (z[q] + fu * (z[q + n] - z[q]) - low);
        if (log[i] > top) top = log[i];
      }
      for (let i = 0; i < n; i++) {
        const share = Math.exp(log[i] - top), tint = TINT[i];
        sum += share;
        r += share * tint[0];
        g += share * tint[1];
        b += share * tint[2];
      }
      rgb[k] = r / sum;
      rgb[k + 1] = g / sum;
      rgb[k + 2] = b / sum;
    });
  }
}

/** A bar for each hidden unit: for what share of the examples it is awake. */
class UnitBars extends Panel {
  constructor(units) {
    super("Hidden units", "how often each is awake", {
      xlabel: "hidden unit", ylabel: "share of points where Z1 > 0", left: 50, alt: "alt_units",
    });
    this.units = units;
    this.x = [-0.5, units - 0.5];
    this.y = [0, 1];
  }
  still() {
    const numbers = ticks(0, Math.max(1, this.units - 1), 8).filter((x) => Number.isInteger(x) && x < this.units);
    this.axes(numbers, [0, 0.25, 0.5, 0.75, 1]);
    const row = this.box.top + this.box.height + 52;
    legend(this, [["awake", "swatch", UNIT]], row);
    this.cross(this.box.left + 90, row, 5);
    this.write("dead: awake for none", this.box.left + 102, row);
  }
  live({ awake, units }) {
    const { g } = this, { left, top, width, height } = this.box, room = width / awake.length;
    const gap = room > 4 ? Math.max(1, room * 0.15) : 0;
    this.inside(() => {
      for (const y of [0.25, 0.5, 0.75]) this.stroke(this.pixels([[this.x[0], y], [this.x[1], y]]), FAINT, 1);
      awake.forEach((share, j) => {
        const x = left + j * room;
        g.fillStyle = share ? UNIT : "#fbe9dd";
        if (share) g.fillRect(x + gap, this.py(share), room - 2 * gap, share * height);
        else g.fillRect(x, top, room, height);
      });
      awake.forEach((share, j) => share || this.cross(left + (j + 0.5) * room, top + height - 10, Math.min(5, room / 2)));
    });
    this.write(units, left, top + height + 72);
  }
  cross(x, y, size) {
    this.stroke([[x - size, y - size], [x + size, y + size]], CLASS[1], 2.5);
    this.stroke([[x - size, y + size], [x + size, y - size]], CLASS[1], 2.5);
  }
}

function render({ model, el }) {
  const view = model.get("view"), plane = new RegionPlane("Input plane", "the likeliest class", view.classes || 0);
  plane.over(view);
  return playing(model, el, [plane, new CostPlot(), new UnitBars(view.units || 1)]);
}

export default { render };

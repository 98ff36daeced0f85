// The plane of the inputs, with the student's answer as a field over it.

const logit = (a) => Math.log(Math.max(a, 1e-9) / Math.max(1 - a, 6e-8));
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** A plane of inputs with a field, painted at every pixel. */
class FieldPlane extends Panel {
  constructor(title, remark, alt) {
    super(title, remark, { xlabel: "X[:, 0]", ylabel: "X[:, 1]", alt });
    this.image = document.createElement("canvas");
  }
  /** Take the ranges from the model's view; it is empty when there is nothing to be seen. */
  over({ low, high }) {
    if (!low) return;
    this.x = [low[0], high[0]];
    this.y = [low[1], high[1]];
  }
  /**
   * Paint each pixel with put(rgb, k, at, fu, fv): the pixel's bytes begin at k, and it lies parts fu to the right and
   * fv up from the field's point `at`, in a field of `side` points a row.
   */
  paintPixels(side, put) {
    const { box } = this, w = Math.round(box.width), h = Math.round(box.height);
    if (this.image.width !== w || this.image.height !== h) {
      Object.assign(this.image, { width: w, height: h });
      this.data = this.image.getContext("2d").createImageData(w, h);
      this.data.data.fill(255);
    }
    const rgb = this.data.data, last = side - 1;
    for (let j = 0, k = 0; j < h; j++) {
      const v = (1 - (j + 0.5) / h) * last, below = Math.min(Math.floor(v), last - 1), fv = v - below;
      for (let i = 0; i < w; i++, k += 4) {
        const u = ((i + 0.5) / w) * last, left = Math.min(Math.floor(u), last - 1);
        put(rgb, k, below * side + left, u - left, fv);
      }
    }
    this.image.getContext("2d").putImageData(this.data, 0, 0);
    this.g.drawImage(this.image, box.left, box.top, box.width, box.height);
  }
  /** The lines where `z`, a number a point, changes its sign, cell by cell. */
  contour(z, lineWidth = 3) {
    const side = Math.round(Math.sqrt(z.length)), { g } = this, { left, top, width, height } = this.box;
    const x = (i) => left + (i / (side - 1)) * width, y = (j) => top + (1 - j / (side - 1)) * height;
    g.beginPath();
    for (let j = 0; j < side - 1; j++) {
      for (let i = 0; i < side - 1; i++) {
        const a = z[j * side + i], b = z[j * side + i + 1], c = z[(j + 1) * side + i + 1], d = z[(j + 1) * side + i];
        const hits = [];
        if (a > 0 !== b > 0) hits.push([x(i + a / (a - b)), y(j)]);
        if (b > 0 !== c > 0) hits.push([x(i + 1), y(j + b / (b - c))]);
        if (c > 0 !== d > 0) hits.push([x(i + d / (d - c)), y(j + 1)]);
        if (d > 0 !== a > 0) hits.push([x(i), y(j + a / (a - d))]);
        for (let k = 0; k + 1 < hits.length; k += 2) {
          g.moveTo(...hits[k]);
          g.lineTo(...hits[k + 1]);
        }
      }
    }
    Object.assign(g, { strokeStyle: INK, lineWidth, lineCap: "round" });
    g.setLineDash([]);
    g.stroke();
    g.lineCap = "butt";
  }
}

/** The plane of two classes: the answer as a field, its line at one half, the lines of the hidden units. */
class InputPlane extends FieldPlane {
  constructor(title, remark) {
    super(title, remark, "alt_input");
  }
  still() {
    this.axes();
    const { box } = this, row = box.top + box.height + 52;
    legend(this, [["A2", null], ["0", "bar", "1"], ["A2 = 0.5", "line"]], row);
    legend(this, [["class 0", "marker", 0], ["class 1", "marker", 1], ["Z1 = 0", "dash"]], row + 20);
  }
  live({ field, values, X, Y }) {
    this.inside(() => {
      const z = Float32Array.from(field, logit);
      this.paintField(z);
      this.contour(z);
      this.unitLine(values, 0, this.pixels(X));
      this.unitLine(values, 1, this.pixels(X));
      this.markers(X, Y);
    });
  }
  /** The field at every pixel, bilinear in the logit z: a steep surface then stays sharp between its points. */
  paintField(z) {
    const side = Math.round(Math.sqrt(z.length));
    this.paintPixels(side, (rgb, k, at, fu, fv) => {
      const low = z[at] + fu * (z[at + 1] - z[at]), high = z[at + side] + fu * (z[at + side + 1] - z[at + side]);
      const colour = 3 * ((255 * sigmoid(low + fv * (high - low))) | 0);
      rgb[k] = TABLE[colour];
      rgb[k + 1] = TABLE[colour + 1];
      rgb[k + 2] = TABLE[colour + 2];
    });
  }
  /** Where hidden unit j stands at one half, with an arrow to the side on which it fires; named clear of the examples. */
  unitLine(values, j, examples) {
    const [u, v, c] = [values[j], values[2 + j], values[4 + j]], line = this.crossing(u, v, c);
    if (!line) return;
    const [[x0, y0], [x1, y1]] = this.pixels(line);
    // In training the two kinds of line come to lie on each other: the white edge keeps the dashes in sight.
    this.stroke([[x0, y0], [x1, y1]], "#fff", 4, DASHES[j]);
    this.stroke([[x0, y0], [x1, y1]], UNIT, 2, DASHES[j]);
    // Upright on the line as the screen shows it, for the two axes may be stretched differently.
    const gx = u / (this.px(1) - this.px(0)), gy = v / (this.py(1) - this.py(0)), size = Math.hypot(gx, gy);
    const place = (at) => [x0 + at * (x1 - x0), y0 + at * (y1 - y0)];
    const clear = (at) => {
      const [x, y] = place(at);
      return Math.min(...examples.map(([ex, ey]) => Math.hypot(ex - x - (40 * gx) / size, ey - y - (24 * gy) / size)));
    };
    const usual = 0.28 + 0.44 * j, spots = [usual, 0.4 + 0.2 * j, 0.5, 0.18 + 0.64 * j, 0.72 - 0.44 * j];
    const [mx, my] = place(spots.find((at) => clear(at) > 36) ?? usual);
    this.arrow(mx, my, mx + (16 * gx) / size, my + (16 * gy) / size, UNIT, 2, 6);
    const { left, width } = this.box, room = 40, x = mx + (20 * gx) / size;
    const flip = gx < 0 ? x - room > left : x + room > left + width;
    this.write(`unit ${j}`, x, my + (24 * gy) / size, flip ? "right" : "left", UNIT, true);
  }
}

/** What a picture with a plane shows: the scene, the examples, the field. */
function seen(model) {
  const { X, Y } = model.get("view");
  return { ...model.get("scene"), X, Y, field: floats(model.get("field")) };
}

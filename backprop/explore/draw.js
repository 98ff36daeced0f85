// Drawing that the explorables share. The colours are those of backprop/plot.py.
const INK = "#1b1f24", QUIET = "#57606a", FAINT = "#e3e6ea";
const CLASS = ["#0072B2", "#D55E00", "#8A4F7D", "#00795A", "#3D434A"];
const LEAN = [[127, 184, 222], [247, 247, 247], [240, 168, 120]];
const UNIT = "#8A4F7D";
const DASHES = [[8, 5], [2.5, 3.5]];
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';

/** An element with attributes, text and children. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  // JupyterLab has shortcuts of its own on the arrows and on Enter, and takes them before a slider or button can.
  if (tag === "input" || tag === "button") element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.append(...children);
  return element;
}

/** The colour for an answer between 0 and 1: blue, white, orange. */
function lean(a) {
  const [from, to, part] = a < 0.5 ? [LEAN[0], LEAN[1], 2 * a] : [LEAN[1], LEAN[2], 2 * a - 1];
  return from.map((channel, i) => Math.round(channel + part * (to[i] - channel)));
}
const TABLE = Uint8Array.from({ length: 256 * 3 }, (_, i) => lean(Math.floor(i / 3) / 255)[i % 3]);

/** Numbers that read well as ticks: about `n` of them from low to high. */
function ticks(low, high, n = 5) {
  const rough = (high - low) / n, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((k) => k * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}
const said = (x) => String(+x.toPrecision(6)).replace("-", "\u2212");
/** A number with so many digits behind the point, and never minus zero. */
const fixed = (x, digits = 2) => x.toFixed(digits).replace(/^-(?=0\.?0*$)/, "").replace("-", "\u2212");

/** One picture: a canvas with a frame and axes that are drawn once, and a scene that is drawn over them. */
class Panel {
  constructor(title, remark, options) {
    // `alt` names what in a scene is the picture's text.
    this.options = { left: 44, right: 10, top: 6, bottom: 84, xlabel: "", ylabel: "", alt: "", ...options };
    this.canvas = make("canvas", { role: "img", "aria-label": "no picture yet" });
    this.figure = make("figure", {}, make("figcaption", {}, title + " ", make("small", {}, remark)), this.canvas);
    this.base = document.createElement("canvas");
    this.x = this.y = [0, 1];
  }
  /** Fit the canvas to its place on the page and draw what stays; true if the size is new. */
  fit(force = false) {
    const width = Math.floor(this.canvas.clientWidth), dense = window.devicePixelRatio || 1;
    if (!width || (!force && width === this.width && dense === this.dense)) return false;
    Object.assign(this, { width, dense });
    const { left, right, top, bottom } = this.options;
    // Of one height whatever the margins at the sides are, so that panels in a row share their lower edge.
    this.box = { left, top, width: width - left - right, height: width - 54 };
    this.height = this.box.height + top + bottom;
    this.canvas.style.height = `${this.height}px`;
    for (const canvas of [this.canvas, this.base]) {
      canvas.width = Math.round(width * dense);
      canvas.height = Math.round(this.height * dense);
    }
    this.paint(this.base, () => this.still());
    return true;
  }
  px(x) { return this.box.left + ((x - this.x[0]) / (this.x[1] - this.x[0])) * this.box.width; }
  py(y) { return this.box.top + ((this.y[1] - y) / (this.y[1] - this.y[0])) * this.box.height; }
  paint(canvas, draw) {
    this.g = canvas.getContext("2d");
    this.g.setTransform(this.dense, 0, 0, this.dense, 0, 0);
    Object.assign(this.g, { font: FONT, lineJoin: "round" });
    draw();
  }
  /** Put back what stays and draw the scene over it. */
  show(scene) {
    if (!this.width) return;
    this.paint(this.canvas, () => {
      this.g.save();
      this.g.setTransform(1, 0, 0, 1, 0, 0);
      this.g.clearRect(0, 0, this.canvas.width, this.canvas.height);
      this.g.drawImage(this.base, 0, 0);
      this.g.restore();
      if (scene) this.live(scene);
    });
  }
  still() { this.axes(); }
  live() {}
  /** Ticks, their numbers, and the two labels. */
  axes(xticks = ticks(...this.x), yticks = ticks(...this.y)) {
    const { g, box } = this, { xlabel, ylabel } = this.options, foot = box.top + box.height;
    for (const x of xticks) {
      this.stroke([[this.px(x), foot], [this.px(x), foot + 4]], QUIET, 1);
      const half = g.measureText(said(x)).width / 2;
      this.write(said(x), Math.min(this.px(x), this.width - half - 1), foot + 13, "center", QUIET);
    }
    for (const y of yticks) {
      this.stroke([[box.left - 4, this.py(y)], [box.left, this.py(y)]], QUIET, 1);
      this.write(said(y), box.left - 7, this.py(y), "right", QUIET);
    }
    this.write(xlabel, box.left + box.width / 2, foot + 30, "center", INK);
    g.save();
    g.translate(9, box.top + box.height / 2);
    g.rotate(-Math.PI / 2);
    this.write(ylabel, 0, 0, "center", INK);
    g.restore();
    this.frame();
  }
  frame() {
    const { left, top, width, height } = this.box;
    this.g.strokeStyle = "#8b949e";
    this.g.lineWidth = 1;
    this.g.setLineDash([]);
    this.g.strokeRect(Math.round(left) + 0.5, Math.round(top) + 0.5, width - 1, height - 1);
  }
  /** Draw with everything outside the frame cut off, then the frame itself. */
  inside(draw) {
    const { left, top, width, height } = this.box;
    this.g.save();
    this.g.beginPath();
    this.g.rect(left, top, width, height);
    this.g.clip();
    draw();
    this.g.restore();
    this.frame();
  }
  write(text, x, y, align = "left", colour = INK, halo = false) {
    const { g } = this;
    g.textAlign = align;
    g.textBaseline = "middle";
    if (halo) {
      g.lineWidth = 3.5;
      g.setLineDash([]);
      g.strokeStyle = "rgba(255, 255, 255, 0.9)";
      g.strokeText(text, x, y);
    }
    g.fillStyle = colour;
    g.fillText(text, x, y);
  }
  /** A line through pixel positions. */
  stroke(points, colour, width, dash = []) {
    const { g } = this;
    g.beginPath();
    points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    Object.assign(g, { strokeStyle: colour, lineWidth: width });
    g.setLineDash(dash);
    g.stroke();
  }
  fill(points, colour) {
    const { g } = this;
    g.beginPath();
    points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.closePath();
    g.fillStyle = colour;
    g.fill();
  }
  arrow(x0, y0, x1, y1, colour, width = 2, head = 6) {
    const long = Math.hypot(x1 - x0, y1 - y0);
    if (long < 0.5) return;
    const tip = Math.min(head, long), ux = (x1 - x0) / long, uy = (y1 - y0) / long;
    const bx = x1 - ux * tip, by = y1 - uy * tip;
    this.stroke([[x0, y0], [bx, by]], colour, width);
    this.fill([[x1, y1], [bx - uy * tip * 0.6, by + ux * tip * 0.6], [bx + uy * tip * 0.6, by - ux * tip * 0.6]], colour);
  }
  /** An example: a circle, a square, a triangle, a diamond or a triangle on its tip, by its class. */
  marker(x, y, kind, size = 6.5) {
    const { g } = this, s = size;
    g.beginPath();
    if (kind === 1) g.rect(x - s * 0.92, y - s * 0.92, s * 1.84, s * 1.84);
    else if (kind) {
      const up = [[0, -1.25], [1.15, 0.8], [-1.15, 0.8]], turned = up.map(([u, v]) => [u, -v]);
      const corners = [up, [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]], turned][kind - 2];
      corners.forEach(([u, v], i) => (i ? g.lineTo(x + s * u, y + s * v) : g.moveTo(x + s * u, y + s * v)));
      g.closePath();
    } else g.arc(x, y, s, 0, 7);
    Object.assign(g, { fillStyle: CLASS[kind], strokeStyle: "#fff", lineWidth: 2 });
    g.setLineDash([]);
    g.stroke();
    g.fill();
  }
  /** All examples at `places`; few ones bear their row's number, and those in one spot share a label. */
  markers(places, kinds) {
    const spots = [], pixels = this.pixels(places);
    pixels.forEach((at, i) => this.marker(...at, kinds[i], places.length > 30 ? 4 : 6.5));
    if (places.length > 9) return;
    pixels.forEach((at, i) => {
      const spot = spots.find((s) => Math.hypot(s.at[0] - at[0], s.at[1] - at[1]) < 15);
      spot ? spot.rows.push(i) : spots.push({ at, rows: [i] });
    });
    for (const { at, rows } of spots) {
      const left = at[0] > this.box.left + this.box.width - 14 - 12 * rows.length;
      this.write(rows.join(", "), at[0] + (left ? -12 : 12), at[1] - 9, left ? "right" : "left", INK, true);
    }
  }
  /** Where u x + v y + c = 0 crosses the frame, as two points in the plane's own numbers; null if it does not. */
  crossing(u, v, c) {
    const [x0, x1] = this.x, [y0, y1] = this.y, hits = [];
    const add = (x, y) => {
      const fits = x >= x0 - 1e-9 && x <= x1 + 1e-9 && y >= y0 - 1e-9 && y <= y1 + 1e-9;
      if (fits && !hits.some((h) => Math.hypot(h[0] - x, h[1] - y) < 1e-6)) hits.push([x, y]);
    };
    if (v) for (const x of [x0, x1]) add(x, -(u * x + c) / v);
    if (u) for (const y of [y0, y1]) add(-(v * y + c) / u, y);
    return hits.length > 1 ? hits.slice(0, 2) : null;
  }
  pixels(points) { return points.map(([x, y]) => [this.px(x), this.py(y)]); }
}

/** A row of samples with their names, from the left edge of the plot unless told from where. */
function legend(panel, entries, y, x = panel.box.left) {
  const { g } = panel;
  for (const [name, kind, extra] of entries) {
    if (kind === "marker") panel.marker(x + 7, y, extra, 5.5);
    if (kind === "line") panel.stroke([[x, y], [x + 20, y]], INK, 2.5);
    if (kind === "swatch") {
      g.fillStyle = extra;
      g.fillRect(x, y - 6, 18, 12);
    }
    if (kind === "dash") panel.stroke([[x, y], [x + 20, y]], UNIT, 2, DASHES[0]);
    if (kind === "bar") {
      const from = x + g.measureText(name).width + 5;
      panel.write(name, x, y);
      for (let i = 0; i < 50; i++) {
        g.fillStyle = `rgb(${lean(i / 49)})`;
        g.fillRect(from + i, y - 5, 1.5, 10);
      }
      panel.write(extra, from + 56, y);
      x = from + 72 + g.measureText(extra).width;
      continue;
    }
    const room = kind === null ? 0 : kind === "marker" ? 18 : 26;
    panel.write(name, x + room, y);
    x += room + g.measureText(name).width + (kind === null ? 8 : 14);
  }
}

/** The bytes of a float32 array as they came over the wire. */
function floats(view) {
  return new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** The frame that all explorables share: panels that follow the model, the line of text, the greying. */
function stage(model, el, panels, refresh) {
  const text = make("p", { class: "bp-text", role: "status", "aria-live": "polite" });
  const root = make("div", { class: "bp" });
  const draw = () => {
    const scene = Object.keys(model.get("scene")).length ? refresh() : null;
    for (const panel of panels) {
      if (scene) panel.canvas.setAttribute("aria-label", scene[panel.options.alt]);
      panel.show(scene);
    }
  };
  const resize = () => {
    if (panels.map((panel) => panel.fit()).some(Boolean)) draw();
  };
  const tell = () => {
    const line = model.get("text");
    if (text.textContent !== line) text.textContent = line;
    root.classList.toggle("bp-stale", model.get("stale"));
  };
  model.on("change:text change:stale", tell);
  model.on("change:scene", draw);
  const watch = new ResizeObserver(resize);
  watch.observe(root);
  el.append(root);
  tell();
  const stop = () => {
    watch.disconnect();
    model.off("change:text change:stale", tell);
    model.off("change:scene", draw);
  };
  return { root, text, draw, resize, stop };
}

// Cost curves of several trainings on a log axis: what was tried before stays in grey.

class LogCost extends WidePanel {
  constructor(remark, tallest) {
    super("Cost", remark, {
      xlabel: "step", ylabel: "J, log axis", left: 62, right: 54, bottom: 62, alt: "alt_cost", tallest,
    });
    Object.assign(this, { y: [0.1, 1], tried: [], gone: [] });
  }
  py(y) {
    const [low, high] = this.y.map(Math.log), { top, height } = this.box;
    return top + ((high - Math.log(Math.max(y, 1e-37))) / (high - low)) * height;
  }
  /** The curves, one after the other in `points`; what stays must be drawn anew. */
  set(points, { names, lengths, gone, low, high, last }) {
    let from = 0;
    this.tried = lengths.map((length, i) => {
      const part = points.subarray(2 * from, 2 * (from += length));
      return { name: names[i], gone: gone[i], points: Array.from({ length }, (_, k) => [part[2 * k], part[2 * k + 1]]) };
    });
    this.x = [0, last];
    this.y = [low, high];
    this.fit(true);
  }
  /** The powers of ten in the frame, at most about six of them. */
  powers() {
    const [low, high] = this.y.map(Math.log10), stride = Math.ceil((high - low) / 6), found = [];
    for (let k = Math.floor(high + 1e-9); k >= low - 1e-9; k -= stride) found.push(Number(`1e${k}`));
    return found;
  }
  still() {
    this.axes(ticks(...this.x, 4), this.powers());
    this.inside(() => {
      for (const y of this.powers()) this.stroke(this.pixels([[this.x[0], y], [this.x[1], y]]), FAINT, 1);
      for (const one of this.tried) this.stroke(this.pixels(one.points), "#a3abb4", 1.5);
    });
    this.ends = this.places();
    this.ends.forEach((end) => this.end(end, QUIET));
    const row = this.box.top + this.box.height + 52;
    legend(this, [["chosen", "swatch", CLASS[0]], ["tried before", "swatch", "#a3abb4"]], row);
  }
  /** Where the name of each curve goes: behind its end, or, where it left the frame, under the upper edge. */
  places() {
    const { left, top, width, height } = this.box, ends = this.tried.map((one) => {
      const x = one.gone === null ? left + width + 5 : Math.min(left + width, this.px(one.gone));
      const y = this.py(one.points[one.points.length - 1][1]);
      return { ...one, x, y: one.gone === null ? Math.min(top + height, Math.max(top, y)) : top + 20 };
    });
    const inside = ends.filter((end) => end.gone === null).sort((a, b) => a.y - b.y);
    inside.forEach((end, i) => i && (end.y = Math.max(end.y, inside[i - 1].y + 14)));
    let floor = top + height - 4;
    for (const end of inside.reverse()) {
      end.y = Math.min(end.y, floor);
      floor = end.y - 14;
    }
    let free = left + 4;
    for (const end of ends.filter((one) => one.gone !== null).sort((a, b) => a.gone - b.gone)) {
      end.text = end.x;
      const long = this.g.measureText(end.name).width;
      end.text = Math.min(Math.max(end.x - long / 2, free), left + width - long - 4);
      free = end.text + long + 12;
    }
    return ends;
  }
  end({ name, gone, x, y, text }, colour) {
    if (gone === null) {
      this.write(name, Math.min(x, this.width - this.g.measureText(name).width - 1), y, "left", colour, true);
      return;
    }
    const { top } = this.box;
    this.fill([[x, top], [x + 5, top + 9], [x - 5, top + 9]], colour);
    this.write(name, text, y, "left", colour, true);
  }
  live({ now }) {
    const one = this.tried[now];
    if (!one) return;
    this.inside(() => this.stroke(this.pixels(one.points), CLASS[0], 2.5));
    this.end(this.ends[now], CLASS[0]);
  }
}

/** Keep the panel's curves as the model has them; gives what stops it. */
function following(model, panel, draw) {
  const grow = () => {
    if (!model.get("field").byteLength) return;
    panel.set(floats(model.get("field")), model.get("scene"));
    draw();
  };
  model.on("change:field", grow);
  grow();
  return () => model.off("change:field", grow);
}

// Tables of cells.
const STEP = "#D55E00", STEP_CELL = "rgb(240, 168, 120)", STEP_PALE = "#fdebdf", COLUMN_PALE = "#d9e9f5";
const STEP_INK = "#a34700", EDGE = "#6e7781", THIN = "#c3c9d0";

/** A picture without axes, whose height is what the class says it takes at a width. */
class CellPanel extends Panel {
  constructor(title, remark, options) {
    super(title, remark, { left: 0, right: 0, top: 0, bottom: 0, ...options });
  }
  set box(box) { this.framed = { ...box, height: this.tall(box.width) }; }
  get box() { return this.framed; }
  still() {}
  rect(x, y, w, h, colour) {
    this.g.fillStyle = colour;
    this.g.fillRect(x, y, w, h);
  }
  border(x, y, w, h, colour, width, dash = []) {
    this.stroke([[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y], [x + w, y]], colour, width, dash);
  }
  /** The lines of a table { x, y, rows, columns, w, h }: thin ones, thick ones round its blocks. */
  lines(t, across = t.columns, down = t.rows) {
    const right = t.x + t.columns * t.w, foot = t.y + t.rows * t.h;
    const upright = (c, colour, width) => this.rule(t.x + c * t.w, t.y, t.x + c * t.w, foot, colour, width);
    const level = (r, colour, width) => this.rule(t.x, t.y + r * t.h, right, t.y + r * t.h, colour, width);
    for (let c = 1; c < t.columns; c++) if (c % across) upright(c, THIN, 1);
    for (let r = 1; r < t.rows; r++) if (r % down) level(r, THIN, 1);
    for (let c = across; c < t.columns; c += across) upright(c, EDGE, 2);
    for (let r = down; r < t.rows; r += down) level(r, EDGE, 2);
    this.border(t.x, t.y, right - t.x, foot - t.y, EDGE, 2);
  }
  rule(x0, y0, x1, y1, colour, width) { this.stroke([[x0, y0], [x1, y1]], colour, width); }
  /** Where the cell in a row and a column of a table is: [x, y, w, h]. */
  cell(t, row, column) { return [t.x + column * t.w, t.y + row * t.h, t.w, t.h]; }
  /** A text in the middle of a cell, if the cell can hold it; gives whether it can. */
  inCell(text, [x, y, w, h]) {
    const fits = this.g.measureText(text).width <= w - 3 && h >= 12;
    if (fits) this.write(text, x + w / 2, y + h / 2 + 0.5, "center");
    return fits;
  }
  bold(text, x, y, align, colour = INK) {
    this.g.font = `600 ${FONT}`;
    this.write(text, x, y, align, colour);
    this.g.font = FONT;
  }
}

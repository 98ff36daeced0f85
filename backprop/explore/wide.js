// A picture that may be wider than it is tall.

class WidePanel extends Panel {
  /** The frame, as Panel asks for it, but no taller than the option `tallest`. */
  set box(box) { this.framed = { ...box, height: Math.min(box.height, this.options.tallest || Infinity) }; }
  get box() { return this.framed; }
}
